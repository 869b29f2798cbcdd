// Streams of gzip (RFC 1952, by zlib) and Zstandard (RFC 8878, by libzstd), with one interface for
// both. Functions do not open files, and do not store pointers to their arguments.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum cc_format { CC_GZIP = 1, CC_ZSTD = 2 };
enum cc_status { CC_OK = 0, CC_FAILED = 1, CC_NO_MEMORY = 2 };

// The input and the output buffer of a call, which advances both.
typedef struct {
  const void *input;
  size_t input_count;
  void *output;
  size_t output_count;
} cc_step;

// Reads members (gzip) or frames (Zstandard), one after another.
typedef struct cc_decoder cc_decoder;
// NULL if out of memory.
cc_decoder *cc_decoder_new(int format);
void cc_decoder_free(cc_decoder *decoder);
// Decodes until the input or the output buffer is used up. After CC_FAILED, cc_decoder_error gives
// the reason.
int cc_decode(cc_decoder *decoder, cc_step *step);
// Whether at least one member was read and none is incomplete, so that the stream may end here.
bool cc_decoder_is_complete(const cc_decoder *decoder);
// Whether at least one member was read.
bool cc_decoder_has_member(const cc_decoder *decoder);
const char *cc_decoder_error(const cc_decoder *decoder);

// Writes one member or frame after another.
typedef struct cc_encoder cc_encoder;
cc_encoder *cc_encoder_new(int format);
void cc_encoder_free(cc_encoder *encoder);
// Encodes until the input or the output buffer is used up. With `finish`, the member ends with the
// input, and `is_done` tells whether the output is complete.
int cc_encode(cc_encoder *encoder, cc_step *step, bool finish, bool *is_done);

#ifdef __cplusplus
}
#endif
