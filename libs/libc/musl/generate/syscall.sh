# SPDX-License-Identifier: BSD-3-Clause
# bits/syscall.h as musl's own Makefile makes it: the __NR_ list, then the same as SYS_.
{
	cat "$2"
	sed -n -e 's/__NR_/SYS_/p' "$2"
} > "$1"
