# SPDX-License-Identifier: BSD-3-Clause
# bits/alltypes.h as musl's own Makefile makes it: the sed script, the architecture's types, the common types.
sed -f "$2" "$3" "$4" > "$1"
