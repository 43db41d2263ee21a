# SPDX-License-Identifier: BSD-3-Clause
# version.h, which src/internal/version.c includes.
printf '#define VERSION "%s"\n' "$(cat "$2")" > "$1"
