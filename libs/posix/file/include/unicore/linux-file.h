/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linux's ABI of files, as far as architectures agree (include/uapi/asm-generic/{fcntl,poll,ioctls,statfs}.h,
 * include/uapi/linux/{stat,fs,limits}.h). Names carry UC_, so that a test may include its libc's headers too.
 */
#ifndef UNICORE_LINUX_FILE_H
#define UNICORE_LINUX_FILE_H

#include <stdint.h>
#include <unicore/linux-abi.h>

/* open(2) */
#define UC_O_RDONLY 0u
#define UC_O_WRONLY 1u
#define UC_O_RDWR 2u
#define UC_O_ACCMODE 3u
#define UC_O_CREAT 0100u
#define UC_O_EXCL 0200u
#define UC_O_NOCTTY 0400u
#define UC_O_TRUNC 01000u
#define UC_O_APPEND 02000u
#define UC_O_NONBLOCK 04000u
#define UC_O_DSYNC 010000u
#define UC_O_ASYNC 020000u
#define UC_O_NOATIME 01000000u
#define UC_O_CLOEXEC 02000000u
#define UC_O_SYNC 04010000u
#define UC_O_PATH 010000000u
#define UC_O_TMPFILE (020000000u | UC_O_DIRECTORY)

#define UC_AT_FDCWD (-100)
#define UC_AT_SYMLINK_NOFOLLOW 0x100
#define UC_AT_REMOVEDIR 0x200
#define UC_AT_EACCESS 0x200
#define UC_AT_SYMLINK_FOLLOW 0x400
#define UC_AT_NO_AUTOMOUNT 0x800
#define UC_AT_EMPTY_PATH 0x1000

#define UC_SEEK_SET 0
#define UC_SEEK_CUR 1
#define UC_SEEK_END 2
#define UC_SEEK_DATA 3
#define UC_SEEK_HOLE 4

/* stat(2) */
#define UC_S_IFMT 0170000u
#define UC_S_IFSOCK 0140000u
#define UC_S_IFLNK 0120000u
#define UC_S_IFREG 0100000u
#define UC_S_IFBLK 0060000u
#define UC_S_IFDIR 0040000u
#define UC_S_IFCHR 0020000u
#define UC_S_IFIFO 0010000u

/* getdents64(2): d_type is the file type of the mode, shifted. */
#define UC_DT_OF_MODE(mode) (((mode)&UC_S_IFMT) >> 12)

/* poll(2) */
#define UC_POLLIN 0x0001u
#define UC_POLLPRI 0x0002u
#define UC_POLLOUT 0x0004u
#define UC_POLLERR 0x0008u
#define UC_POLLHUP 0x0010u
#define UC_POLLNVAL 0x0020u
#define UC_POLLRDNORM 0x0040u
#define UC_POLLRDBAND 0x0080u
#define UC_POLLWRNORM 0x0100u
#define UC_POLLWRBAND 0x0200u
#define UC_POLLRDHUP 0x2000u
#define UC_POLL_READABLE (UC_POLLIN | UC_POLLRDNORM)
#define UC_POLL_WRITABLE (UC_POLLOUT | UC_POLLWRNORM)

/* ioctl(2) */
#define UC_TCGETS 0x5401u
#define UC_TCSETS 0x5402u
#define UC_TCSETSW 0x5403u
#define UC_TCSETSF 0x5404u
#define UC_TIOCGWINSZ 0x5413u
#define UC_FIONREAD 0x541bu
#define UC_FIONBIO 0x5421u
#define UC_FIONCLEX 0x5450u
#define UC_FIOCLEX 0x5451u
#define UC_FIOASYNC 0x5452u

#define UC_NAME_MOST 255u
#define UC_PATH_MOST 4096u /* with the terminating zero */
#define UC_IOV_MOST 1024
/** The most that one read or write moves (MAX_RW_COUNT). */
#define UC_TRANSFER_MOST 0x7ffff000UL

#endif
