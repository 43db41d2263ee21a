/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP asks for the configuration of "check". */
