// Limiting the threads of a sealed process: the kernel asks another process about each.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/seccomp.h>

#include "internal.h"

static int is_sent;

// Sends a byte, with the descriptor if there is one; only once.
static int send_descriptor(int socket, int descriptor) {
  if (socket < 0 || is_sent) return 0;
  is_sent = 1;
  char byte = 0, space[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec piece = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
  if (descriptor >= 0) {
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof descriptor);
    memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : errno;
}

// The descriptor on which the kernel asks; -1 if it cannot.
static int questions(void) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (!filter) return -1;
  int descriptor = -1;
  if (seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(clone), 0) == 0 &&
      seccomp_load(filter) == 0) {
    descriptor = seccomp_notify_fd(filter);
  }
  seccomp_release(filter);
  return descriptor;
}

int cs_count_threads(int socket) {
  int descriptor = questions();
  int error = send_descriptor(socket, descriptor);
  if (descriptor >= 0) close(descriptor);
  return error;
}

void cs_count_no_threads(int socket) { send_descriptor(socket, -1); }

int cs_receive_threads(int socket, int *threads) {
  char byte, space[CMSG_SPACE(sizeof(int))];
  struct iovec piece = {.iov_base = &byte, .iov_len = 1};
  struct msghdr message = {
      .msg_iov = &piece, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  ssize_t count;
  do count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (count < 0 && errno == EINTR);
  *threads = -1;
  if (count != 1) return count < 0 ? errno : EPIPE;
  if (message.msg_flags & MSG_CTRUNC) return EMFILE;
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (head && head->cmsg_type == SCM_RIGHTS) memcpy(threads, CMSG_DATA(head), sizeof *threads);
  return 0;
}

void cs_answer_thread(int threads, int is_allowed) {
  struct seccomp_notif question;
  memset(&question, 0, sizeof question);
  if (ioctl(threads, SECCOMP_IOCTL_NOTIF_RECV, &question) != 0) return;
  struct seccomp_notif_resp answer = {.id = question.id};
  if (is_allowed) answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  else answer.error = -EAGAIN;
  ioctl(threads, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}
