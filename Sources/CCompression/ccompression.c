#include "ccompression.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { WINDOW_AND_GZIP = 15 + 16, GZIP_LEVEL = 6, ZSTD_LEVEL = 3 };

static uInt part(size_t count) { return count > UINT_MAX ? UINT_MAX : (uInt)count; }

static void set_stream(z_stream *stream, const cc_step *step) {
  stream->next_in = (Bytef *)step->input;
  stream->avail_in = part(step->input_count);
  stream->next_out = step->output;
  stream->avail_out = part(step->output_count);
}

static void advance(cc_step *step, size_t taken, size_t made) {
  step->input = (const char *)step->input + taken;
  step->input_count -= taken;
  step->output = (char *)step->output + made;
  step->output_count -= made;
}

// ---- reading

struct cc_decoder {
  int format;
  bool is_open;  // whether a member has begun
  bool has_read;
  const char *error;
  z_stream stream;
  ZSTD_DCtx *frames;
};

cc_decoder *cc_decoder_new(int format) {
  cc_decoder *decoder = calloc(1, sizeof *decoder);
  if (!decoder) return NULL;
  decoder->format = format;
  bool is_ready;
  if (format == CC_GZIP) {
    is_ready = inflateInit2(&decoder->stream, WINDOW_AND_GZIP) == Z_OK;
  } else {
    decoder->frames = ZSTD_createDCtx();
    is_ready = decoder->frames != NULL;
  }
  if (is_ready) return decoder;
  free(decoder);
  return NULL;
}

void cc_decoder_free(cc_decoder *decoder) {
  if (!decoder) return;
  if (decoder->format == CC_GZIP) inflateEnd(&decoder->stream);
  else ZSTD_freeDCtx(decoder->frames);
  free(decoder);
}

static int decode_gzip(cc_decoder *decoder, cc_step *step) {
  z_stream *stream = &decoder->stream;
  while (step->output_count > 0) {
    if (!decoder->is_open) {
      // Zeros between and after members are padding, as for gzip itself.
      while (decoder->has_read && step->input_count > 0 && *(const char *)step->input == 0) {
        advance(step, 1, 0);
      }
      if (step->input_count == 0) return CC_OK;
      inflateReset(stream);
      decoder->is_open = true;
    }
    set_stream(stream, step);
    uInt input = stream->avail_in, output = stream->avail_out;
    int status = inflate(stream, Z_NO_FLUSH);
    uInt taken = input - stream->avail_in, made = output - stream->avail_out;
    advance(step, taken, made);
    if (status == Z_STREAM_END) {
      decoder->is_open = false;
      decoder->has_read = true;
    } else if (status == Z_BUF_ERROR || (status == Z_OK && taken == 0 && made == 0)) {
      return CC_OK;
    } else if (status == Z_MEM_ERROR) {
      return CC_NO_MEMORY;
    } else if (status != Z_OK) {
      decoder->error = stream->msg ? stream->msg : zError(status);
      return CC_FAILED;
    }
  }
  return CC_OK;
}

static int decode_zstd(cc_decoder *decoder, cc_step *step) {
  // At the end of its input a decoder may still hold output.
  while (step->output_count > 0 && (step->input_count > 0 || decoder->is_open)) {
    ZSTD_inBuffer input = {step->input, step->input_count, 0};
    ZSTD_outBuffer output = {step->output, step->output_count, 0};
    size_t status = ZSTD_decompressStream(decoder->frames, &output, &input);
    if (ZSTD_getErrorCode(status) == ZSTD_error_memory_allocation) return CC_NO_MEMORY;
    if (ZSTD_isError(status)) {
      decoder->error = ZSTD_getErrorName(status);
      return CC_FAILED;
    }
    advance(step, input.pos, output.pos);
    decoder->is_open = status != 0;
    if (status == 0) decoder->has_read = true;
    if (input.pos == 0 && output.pos == 0) return CC_OK;
  }
  return CC_OK;
}

int cc_decode(cc_decoder *decoder, cc_step *step) {
  return decoder->format == CC_GZIP ? decode_gzip(decoder, step) : decode_zstd(decoder, step);
}

bool cc_decoder_is_complete(const cc_decoder *decoder) {
  return decoder->has_read && !decoder->is_open;
}

bool cc_decoder_has_member(const cc_decoder *decoder) { return decoder->has_read; }

const char *cc_decoder_error(const cc_decoder *decoder) {
  return decoder->error ? decoder->error : "";
}

// ---- writing

struct cc_encoder {
  int format;
  z_stream stream;
  ZSTD_CCtx *frames;
};

cc_encoder *cc_encoder_new(int format) {
  cc_encoder *encoder = calloc(1, sizeof *encoder);
  if (!encoder) return NULL;
  encoder->format = format;
  bool is_ready;
  if (format == CC_GZIP) {
    is_ready = deflateInit2(&encoder->stream, GZIP_LEVEL, Z_DEFLATED, WINDOW_AND_GZIP, 8,
                            Z_DEFAULT_STRATEGY) == Z_OK;
  } else {
    encoder->frames = ZSTD_createCCtx();
    is_ready = encoder->frames != NULL;
    if (is_ready) {
      ZSTD_CCtx_setParameter(encoder->frames, ZSTD_c_compressionLevel, ZSTD_LEVEL);
      ZSTD_CCtx_setParameter(encoder->frames, ZSTD_c_checksumFlag, 1);
    }
  }
  if (is_ready) return encoder;
  free(encoder);
  return NULL;
}

void cc_encoder_free(cc_encoder *encoder) {
  if (!encoder) return;
  if (encoder->format == CC_GZIP) deflateEnd(&encoder->stream);
  else ZSTD_freeCCtx(encoder->frames);
  free(encoder);
}

int cc_encode(cc_encoder *encoder, cc_step *step, bool finish, bool *is_done) {
  *is_done = false;
  if (encoder->format == CC_GZIP) {
    z_stream *stream = &encoder->stream;
    set_stream(stream, step);
    uInt input = stream->avail_in, output = stream->avail_out;
    // A member may end only with the last of the input.
    bool is_last = finish && input == step->input_count;
    int status = deflate(stream, is_last ? Z_FINISH : Z_NO_FLUSH);
    advance(step, input - stream->avail_in, output - stream->avail_out);
    if (status == Z_STREAM_ERROR) return CC_FAILED;
    if (status == Z_STREAM_END) {
      *is_done = true;
      deflateReset(stream);
    }
    return CC_OK;
  }
  ZSTD_inBuffer input = {step->input, step->input_count, 0};
  ZSTD_outBuffer output = {step->output, step->output_count, 0};
  ZSTD_EndDirective end = finish ? ZSTD_e_end : ZSTD_e_continue;
  size_t status = ZSTD_compressStream2(encoder->frames, &output, &input, end);
  if (ZSTD_isError(status)) return CC_FAILED;
  advance(step, input.pos, output.pos);
  *is_done = finish && status == 0;
  return CC_OK;
}
