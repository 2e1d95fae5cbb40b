// Directories, links, renames and removals; the walk is sorted, because no order is promised.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int byName(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check(const char *what, int result) {
  if (result < 0) {
    printf("%s: %s\n", what, strerror(errno));
  } else {
    printf("%s: ok\n", what);
  }
}

static void walk(const char *path, int depth) {
  DIR *directory = opendir(path);
  if (!directory) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  char *names[64];
  size_t count = 0;
  struct dirent *entry;
  while (count < 64 && (entry = readdir(directory))) {
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
      names[count++] = strdup(entry->d_name);
  }
  closedir(directory);
  qsort(names, count, sizeof names[0], byName);
  for (size_t i = 0; i < count; i++) {
    char full[512];
    snprintf(full, sizeof full, "%s/%s", path, names[i]);
    struct stat info;
    if (lstat(full, &info) < 0) {
      printf("%s: %s\n", full, strerror(errno));
    } else if (S_ISDIR(info.st_mode)) {
      printf("%*s%s/\n", 2 * depth, "", names[i]);
      walk(full, depth + 1);
    } else if (S_ISLNK(info.st_mode)) {
      char target[256];
      ssize_t length = readlink(full, target, sizeof target - 1);
      target[length < 0 ? 0 : length] = 0;
      printf("%*s%s -> %s\n", 2 * depth, "", names[i], target);
    } else {
      printf("%*s%s %lld\n", 2 * depth, "", names[i], (long long)info.st_size);
    }
    free(names[i]);
  }
}

static void writeFile(const char *path, const char *text) {
  int file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
  check(path, file);
  if (file >= 0) {
    if (write(file, text, strlen(text)) != (ssize_t)strlen(text)) printf("short write\n");
    close(file);
  }
}

int main(void) {
  printf("before:\n");
  walk("/data", 1);
  check("mkdir", mkdir("/data/new", 0755));
  check("mkdir again", mkdir("/data/new", 0755));
  check("mkdir nested", mkdir("/data/new/inner", 0755));
  writeFile("/data/new/a.txt", "first\n");
  writeFile("/data/new/inner/b.txt", "the second file\n");
  check("symlink", symlink("a.txt", "/data/new/link"));
  check("link", link("/data/new/a.txt", "/data/new/hard"));
  check("rename file", rename("/data/new/inner/b.txt", "/data/new/c.txt"));
  check("rename directory", rename("/data/new/inner", "/data/moved"));
  printf("between:\n");
  walk("/data", 1);

  struct stat info;
  check("stat through link", stat("/data/new/link", &info));
  printf("size %lld, links %d\n", (long long)info.st_size, (int)info.st_nlink);

  int file = open("/data/new/c.txt", O_RDWR);
  char buffer[32] = {0};
  printf("seek %lld\n", (long long)lseek(file, 4, SEEK_SET));
  printf("read %zd [%s]\n", read(file, buffer, 6), buffer);
  printf("pwrite %zd\n", pwrite(file, "SECOND", 6, 4));
  memset(buffer, 0, sizeof buffer);
  printf("pread %zd", pread(file, buffer, 31, 0));
  printf(" [%s]\n", buffer);
  check("ftruncate", ftruncate(file, 3));
  printf("end %lld\n", (long long)lseek(file, 0, SEEK_END));
  printf("beyond %lld\n", (long long)lseek(file, -10, SEEK_CUR));
  close(file);
  check("append", (file = open("/data/new/c.txt", O_WRONLY | O_APPEND)));
  printf("write %zd\n", write(file, "+more", 5));
  close(file);
  check("exclusive", open("/data/new/c.txt", O_CREAT | O_EXCL | O_WRONLY, 0644));
  check("directory as file", open("/data/new/a.txt", O_RDONLY | O_DIRECTORY));

  check("rmdir not empty", rmdir("/data/new"));
  check("unlink", unlink("/data/new/hard"));
  check("unlink missing", unlink("/data/new/hard"));
  check("unlink link", unlink("/data/new/link"));
  check("rmdir", rmdir("/data/moved"));
  // Which error it is differs between hosts.
  printf("escape: %s\n", open("/data/../../etc/passwd", O_RDONLY) < 0 ? "refused" : "ALLOWED");
  printf("after:\n");
  walk("/data", 1);
  return 0;
}
