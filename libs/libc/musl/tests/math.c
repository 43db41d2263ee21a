/* SPDX-License-Identifier: BSD-3-Clause */
/* Floating point: control bits are right in the image, and the library's own precision holds. */
#include <fenv.h>
#include <math.h>
#include <unicore/test.h>

static volatile double zero = 0, one = 1, three = 3;

UC_TEST(arithmetic_follows_ieee_754)
{
	UC_CHECK(one / zero == HUGE_VAL && isnan(zero / zero));
	UC_CHECK(one / three * three == 1.0);
	UC_CHECK(0.1 + 0.2 * one != 0.3);
	volatile long double extended = 1.0L;
	UC_CHECK(extended + 0x1p-63L > 1.0L);
}

UC_TEST(functions)
{
	UC_CHECK(sqrt(2 * one) == 0x1.6a09e667f3bcdp+0);
	UC_CHECK(fabs(sin(one) - 0.8414709848078965) < 1e-15);
	UC_CHECK(fabs(exp(one) - 2.718281828459045) < 1e-15);
	UC_CHECK(fabs(log(10 * one) - 2.302585092994046) < 1e-15);
	UC_CHECK(fabs(pow(2 * one, 0.5) - sqrt(2 * one)) < 1e-15);
	UC_CHECK(floor(-one / 2) == -1 && ceil(-one / 2) == 0 && round(one / 2) == 1 && fmod(7 * one, three) == 1);
	UC_CHECK(isinf(exp(1000 * one)));
}

UC_TEST(rounding_modes)
{
	UC_CHECK(fegetround() == FE_TONEAREST);
	UC_CHECK(fesetround(FE_UPWARD) == 0);
	/* Computed here, not where it is compared: the compiler knows nothing of rounding modes. */
	volatile double up = one / three;
	fesetround(FE_DOWNWARD);
	volatile double down = one / three;
	fesetround(FE_TONEAREST);
	UC_CHECK(up > down);
}
