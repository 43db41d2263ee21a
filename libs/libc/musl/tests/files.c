/* SPDX-License-Identifier: BSD-3-Clause */
/* Files as a program sees them: streams, folders, paths, temporary files, mappings. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unicore/test.h>
#include <unistd.h>

UC_TEST(streams_write_and_read_files)
{
	char line[64];
	FILE *file = fopen("/stream", "w+");
	UC_REQUIRE(file);
	for (int i = 0; i < 5000; i++)
		fprintf(file, "line %d\n", i);
	UC_CHECK_EQUAL(fseek(file, 0, SEEK_SET), 0);
	for (int i = 0; i < 4321; i++)
		UC_REQUIRE(fgets(line, sizeof line, file));
	UC_CHECK(strcmp(line, "line 4320\n") == 0);
	long position = ftell(file);
	UC_CHECK(fgets(line, sizeof line, file) && strcmp(line, "line 4321\n") == 0);
	UC_CHECK_EQUAL(fseek(file, position, SEEK_SET), 0);
	UC_CHECK(fgets(line, sizeof line, file) && strcmp(line, "line 4321\n") == 0);
	UC_CHECK_EQUAL(fclose(file), 0);
	file = fopen("/stream", "a");
	fputs("end\n", file);
	fclose(file);
	struct stat stat_of;
	UC_CHECK_EQUAL(stat("/stream", &stat_of), 0);
	UC_CHECK_EQUAL(stat_of.st_size, 10 * 7 + 90 * 8 + 900 * 9 + 4000 * 10 + 4);
	UC_CHECK(S_ISREG(stat_of.st_mode) && stat_of.st_blocks >= stat_of.st_size / 512);
	UC_CHECK_EQUAL(remove("/stream"), 0);
	UC_CHECK(!fopen("/stream", "r") && errno == ENOENT);
}

UC_TEST(folders_are_read)
{
	UC_REQUIRE(mkdir("/folder", 0755) == 0);
	for (char name[] = "/folder/a"; name[8] <= 'z'; name[8]++)
		close(open(name, O_CREAT | O_WRONLY, 0644));
	DIR *folder = opendir("/folder");
	UC_REQUIRE(folder);
	int count = 0;
	for (struct dirent *entry; (entry = readdir(folder));)
		count += entry->d_type == DT_REG && strlen(entry->d_name) == 1;
	UC_CHECK_EQUAL(count, 26);
	rewinddir(folder);
	readdir(folder);
	long place = telldir(folder);
	struct dirent *entry = readdir(folder);
	char name[8];
	strcpy(name, entry->d_name);
	while (readdir(folder))
		;
	seekdir(folder, place);
	UC_CHECK(strcmp(readdir(folder)->d_name, name) == 0);
	UC_CHECK_EQUAL(closedir(folder), 0);
	glob_t found;
	UC_CHECK_EQUAL(glob("/folder/[c-f]", 0, NULL, &found), 0);
	UC_CHECK_EQUAL(found.gl_pathc, 4);
	UC_CHECK(strcmp(found.gl_pathv[3], "/folder/f") == 0);
	globfree(&found);
	for (char gone[] = "/folder/a"; gone[8] <= 'z'; gone[8]++)
		UC_CHECK_EQUAL(unlink(gone), 0);
	UC_CHECK_EQUAL(rmdir("/folder"), 0);
}

static int remove_it(const char *path, const struct stat *stat_of, int type, struct FTW *where)
{
	(void)stat_of, (void)type, (void)where;
	return remove(path);
}

UC_TEST(trees_are_walked)
{
	UC_REQUIRE(mkdir("/tree", 0755) == 0 && mkdir("/tree/sub", 0755) == 0);
	close(open("/tree/a", O_CREAT | O_WRONLY, 0644));
	UC_CHECK_EQUAL(symlink("../a", "/tree/sub/link"), 0);
	char *path = realpath("/tree/./sub/../sub/link", NULL);
	UC_CHECK(path && strcmp(path, "/tree/a") == 0);
	free(path);
	UC_CHECK_EQUAL(nftw("/tree", remove_it, 8, FTW_DEPTH | FTW_PHYS), 0);
	UC_CHECK(access("/tree", F_OK) == -1 && errno == ENOENT);
}

UC_TEST(temporary_files)
{
	char name[] = "/tmpXXXXXX", text[4];
	int file = mkstemp(name);
	UC_REQUIRE(file >= 0);
	struct stat stat_of;
	UC_CHECK_EQUAL(fstat(file, &stat_of), 0);
	UC_CHECK_EQUAL(stat_of.st_mode & 07777, 0600);
	UC_CHECK_EQUAL(unlink(name), 0);
	UC_CHECK_EQUAL(pwrite(file, "abc", 3, 10), 3);
	UC_CHECK_EQUAL(pread(file, text, 4, 10), 3);
	UC_CHECK_EQUAL(close(file), 0);
	struct statvfs room;
	UC_CHECK_EQUAL(statvfs("/", &room), 0);
	UC_CHECK(room.f_bfree > 0 && room.f_bfree <= room.f_blocks && room.f_namemax == 255);
}

UC_TEST(files_are_mapped)
{
	int file = open("/mapped", O_CREAT | O_RDWR, 0644);
	UC_REQUIRE(file >= 0 && ftruncate(file, 10000) == 0);
	char *shared = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	UC_REQUIRE(shared != MAP_FAILED);
	strcpy(shared + 5000, "through the mapping");
	char text[32] = "";
	UC_CHECK_EQUAL(pread(file, text, 19, 5000), 19);
	UC_CHECK(strcmp(text, "through the mapping") == 0);
	UC_CHECK_EQUAL(pwrite(file, "X", 1, 9999), 1);
	UC_CHECK_EQUAL(shared[9999], 'X');
	char *private = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
	UC_REQUIRE(private != MAP_FAILED);
	private[5000] = 'T';
	UC_CHECK_EQUAL(shared[5000], 't');
	UC_CHECK_EQUAL(munmap(private, 10000), 0);
	UC_CHECK_EQUAL(close(file), 0);
	UC_CHECK_EQUAL(unlink("/mapped"), 0);
	UC_CHECK(strcmp(shared + 5000, "through the mapping") == 0);
	UC_CHECK_EQUAL(munmap(shared, 10000), 0);
}
