/*
 * What these programs need of a C library, and no more: on Linux they are linked with this instead.
 *
 * A usual C library asks the processor for all its features before main begins. In a virtual
 * machine each question goes to the host: half a millisecond, several times what the program does
 * itself. And what is linked with nothing else runs on any Linux of the processor.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n"
        "  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call begin\n  hlt\n"
        /* The child runs on the same stack, so the way back must not lie there. */
        ".globl vfork\nvfork:\n"
        "  pop %rdi\n  mov $58, %eax\n  syscall\n  push %rdi\n"
        "  mov %rax, %rdi\n  test %rax, %rax\n  js checked\n  ret\n");

static long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n  mov x29, xzr\n  mov x30, xzr\n  mov x0, sp\n  b begin\n"
        /* clone with CLONE_VM, CLONE_VFORK and SIGCHLD */
        ".globl vfork\nvfork:\n"
        "  mov x0, #0x4111\n  mov x1, xzr\n  mov x2, xzr\n  mov x3, xzr\n  mov x4, xzr\n"
        "  mov x8, #220\n  svc #0\n  tbnz x0, #63, checked\n  ret\n");

static long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc #0"
                   : "+r"(x0)
                   : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                   : "memory");
  return x0;
}
#else
#error "no system calls for this processor here: link with its C library"
#endif

char **environ;

static int last_error;

int *__errno_location(void) {
  return &last_error;
}

int main(int argc, char **argv);

void begin(long *stack) {
  char **argv = (char **)(stack + 1);
  environ = argv + stack[0] + 1;
  _exit(main((int)stack[0], argv));
}

/* Also called by name, from above. */
__attribute__((used)) long checked(long result);

long checked(long result) {
  if (result >= -4095 && result < 0) {
    last_error = (int)-result;
    return -1;
  }
  return result;
}

#define CALL(number, a, b, c, d, e, f) \
  checked(system_call(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f)))
#define CALL0(number) CALL(number, 0, 0, 0, 0, 0, 0)
#define CALL1(number, a) CALL(number, a, 0, 0, 0, 0, 0)
#define CALL2(number, a, b) CALL(number, a, b, 0, 0, 0, 0)
#define CALL3(number, a, b, c) CALL(number, a, b, c, 0, 0, 0)
#define CALL4(number, a, b, c, d) CALL(number, a, b, c, d, 0, 0)

/* The kernel's set of signals; the C library's is longer. */
enum { SET_BYTES = 8 };

long syscall(long number, ...) {
  va_list more;
  va_start(more, number);
  long a = va_arg(more, long), b = va_arg(more, long), c = va_arg(more, long);
  va_end(more);
  return CALL3(number, a, b, c);
}

void _exit(int status) {
  for (;;) system_call(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

void exit(int status) {
  _exit(status);
}

pid_t fork(void) {
  return (pid_t)CALL1(SYS_clone, SIGCHLD);
}

pid_t getpid(void) {
  return (pid_t)CALL0(SYS_getpid);
}

uid_t geteuid(void) {
  return (uid_t)CALL0(SYS_geteuid);
}

pid_t setsid(void) {
  return (pid_t)CALL0(SYS_setsid);
}

int kill(pid_t pid, int number) {
  return (int)CALL2(SYS_kill, pid, number);
}

mode_t umask(mode_t mask) {
  return (mode_t)CALL1(SYS_umask, mask);
}

int chdir(const char *folder) {
  return (int)CALL1(SYS_chdir, folder);
}

int execve(const char *program, char *const *arguments, char *const *variables) {
  return (int)CALL3(SYS_execve, program, arguments, variables);
}

int open(const char *path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int mode = flags & O_CREAT ? va_arg(more, int) : 0;
  va_end(more);
  return (int)CALL4(SYS_openat, AT_FDCWD, path, flags, mode);
}

int close(int fd) {
  return (int)CALL1(SYS_close, fd);
}

int dup2(int fd, int as) {
  return fd == as ? as : (int)CALL3(SYS_dup3, fd, as, 0);
}

int pipe2(int ends[2], int flags) {
  return (int)CALL2(SYS_pipe2, ends, flags);
}

ssize_t read(int fd, void *bytes, size_t count) {
  return CALL3(SYS_read, fd, bytes, count);
}

ssize_t write(int fd, const void *bytes, size_t count) {
  return CALL3(SYS_write, fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
  return CALL4(SYS_pwrite64, fd, bytes, count, at);
}

off_t lseek(int fd, off_t offset, int from) {
  return CALL3(SYS_lseek, fd, offset, from);
}

int memfd_create(const char *name, unsigned int flags) {
  return (int)CALL2(SYS_memfd_create, name, flags);
}

ssize_t readlink(const char *link, char *bytes, size_t count) {
  return CALL4(SYS_readlinkat, AT_FDCWD, link, bytes, count);
}

char *getcwd(char *bytes, size_t count) {
  return CALL2(SYS_getcwd, bytes, count) < 0 ? NULL : bytes;
}

int stat(const char *path, struct stat *facts) {
  return (int)CALL4(SYS_newfstatat, AT_FDCWD, path, facts, 0);
}

int fcntl(int fd, int command, ...) {
  va_list more;
  va_start(more, command);
  long argument = va_arg(more, long);
  va_end(more);
  return (int)CALL3(SYS_fcntl, fd, command, argument);
}

#ifdef __GLIBC__
typedef unsigned long ioctl_request;
#else
typedef int ioctl_request; /* as POSIX has it */
#endif

int ioctl(int fd, ioctl_request request, ...) {
  va_list more;
  va_start(more, request);
  long argument = va_arg(more, long);
  va_end(more);
  return (int)CALL3(SYS_ioctl, fd, request, argument);
}

int poll(struct pollfd *fds, nfds_t count, int milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
  return (int)CALL(SYS_ppoll, fds, count, milliseconds < 0 ? NULL : &time, NULL, SET_BYTES, 0);
}

int prctl(int what, ...) {
  va_list more;
  va_start(more, what);
  long argument = va_arg(more, long);
  va_end(more);
  return (int)CALL(SYS_prctl, what, argument, 0, 0, 0, 0);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  return (int)CALL2(SYS_clock_gettime, clock, time);
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage) {
  return (pid_t)CALL4(SYS_wait4, pid, status, options, usage);
}

/* In glibc's one two are left out, which then would stay ignored. */
int sigfillset(sigset_t *set) {
  memset(set, 0xff, sizeof *set);
  return 0;
}

int sigemptyset(sigset_t *set) {
  memset(set, 0, sizeof *set);
  return 0;
}

int sigaddset(sigset_t *set, int number) {
  ((unsigned char *)set)[(number - 1) / 8] |= (unsigned char)(1 << (number - 1) % 8);
  return 0;
}

int sigprocmask(int how, const sigset_t *set, sigset_t *before) {
  return (int)CALL4(SYS_rt_sigprocmask, how, set, before, SET_BYTES);
}

int sigtimedwait(const sigset_t *set, siginfo_t *facts, const struct timespec *time) {
  return (int)CALL4(SYS_rt_sigtimedwait, set, facts, time, SET_BYTES);
}

/* The kernel's structure begins with the handler, too; nothing else is set here. */
int sigaction(int number, const struct sigaction *action, struct sigaction *before) {
  (void)before;
  struct {
    void (*handler)(int);
    unsigned long rest[3];
  } simple = {action->sa_handler, {0}};
  return (int)CALL4(SYS_rt_sigaction, number, &simple, NULL, SET_BYTES);
}

void (*signal(int number, void (*handler)(int)))(int) {
  struct sigaction action = {.sa_handler = handler};
  sigaction(number, &action, NULL);
  return SIG_DFL;
}

int socket(int domain, int type, int protocol) {
  return (int)CALL3(SYS_socket, domain, type, protocol);
}

int connect(int fd, const struct sockaddr *address, socklen_t bytes) {
  return (int)CALL3(SYS_connect, fd, address, bytes);
}

ssize_t send(int fd, const void *bytes, size_t count, int flags) {
  return CALL(SYS_sendto, fd, bytes, count, flags, 0, 0);
}

ssize_t recv(int fd, void *bytes, size_t count, int flags) {
  return CALL(SYS_recvfrom, fd, bytes, count, flags, 0, 0);
}

int getentropy(void *bytes, size_t count) {
  return CALL3(SYS_getrandom, bytes, count, 0) == (long)count ? 0 : -1;
}

int isatty(int fd) {
  char settings[64];
  return ioctl(fd, TCGETS, settings) == 0;
}

/* Volatile, for a compiler would make calls of these very functions from plain loops. */
void *memset(void *bytes, int value, size_t count) {
  for (volatile char *at = bytes; count > 0; count--) *at++ = (char)value;
  return bytes;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  volatile char *at = to;
  for (const char *next = from; count > 0; count--) *at++ = *next++;
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  if ((char *)to <= (const char *)from) return memcpy(to, from, count);
  while (count-- > 0) ((volatile char *)to)[count] = ((const char *)from)[count];
  return to;
}

int memcmp(const void *one, const void *other, size_t count) {
  const unsigned char *a = one, *b = other;
  for (; count > 0; count--, a++, b++) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}

size_t strlen(const char *text) {
  size_t count = 0;
  while (((const volatile char *)text)[count] != 0) count++;
  return count;
}

int strcmp(const char *one, const char *other) {
  while (*one != 0 && *one == *other) one++, other++;
  return (unsigned char)*one - (unsigned char)*other;
}

int strncmp(const char *one, const char *other, size_t count) {
  for (; count > 0; one++, other++, count--) {
    if (*one != *other || *one == 0) return (unsigned char)*one - (unsigned char)*other;
  }
  return 0;
}

char *strcpy(char *restrict to, const char *restrict from) {
  return memcpy(to, from, strlen(from) + 1);
}

void *memchr(const void *bytes, int wanted, size_t count) {
  for (const unsigned char *at = bytes; count > 0; count--, at++) {
    if (*at == (unsigned char)wanted) return (void *)at;
  }
  return NULL;
}

char *strchr(const char *text, int wanted) {
  for (;; text++) {
    if (*text == (char)wanted) return (char *)text;
    if (*text == 0) return NULL;
  }
}

char *strrchr(const char *text, int wanted) {
  char *found = NULL;
  for (; *text != 0; text++) {
    if (*text == (char)wanted) found = (char *)text;
  }
  return found;
}

char *getenv(const char *name) {
  size_t count = strlen(name);
  for (char **entry = environ; *entry != NULL; entry++) {
    if (strncmp(*entry, name, count) == 0 && (*entry)[count] == '=') return *entry + count + 1;
  }
  return NULL;
}
