// Words in the text of scripts.
#define _GNU_SOURCE  // memmem
#include <ctype.h>

#include "state/state.h"

bool bl_mentions(const char *text, size_t length, const char *word) {
  const char *at = text, *end = text + length;
  while ((at = memmem(at, (size_t)(end - at), word, strlen(word)))) {
    if (at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_')) return true;
    at++;
  }
  return false;
}
