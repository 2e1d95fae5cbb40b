// A software synthesiser that plays a pattern: sixteen voices, each an oscillator with an
// envelope and a resonant low-pass filter, mixed into stereo with an echo and a soft limiter.
//
// `render(frames)` fills the next `frames` (at most 1024) frames of interleaved 32-bit floats at
// 44.1 kHz and returns a checksum of them; `buffer()` is their address. A player has 23.2 ms for
// 1024 frames. `run(n)` starts the tune again and renders n buffers of 1024 frames.
#include "workload.h"

#define SAMPLE_RATE 44100.0f

enum {
  voiceCount = 16, bufferFrames = 1024, tableSize = 2048, echoFrames = 11025, trackCount = 4,
  stepCount = 16, framesPerStep = 5512, phaseShift = 32 - 11,
};

typedef enum { sine, saw, square, noise } Wave;

typedef struct {
  Wave wave;
  float attack, decay, cutoff, resonance, gain, pan;
} Instrument;

typedef struct {
  const Instrument *instrument;  // NULL: silent
  uint32_t phase, increment, random;
  float level, peak;       // the envelope, and where its attack ends
  bool attacking;
  float low, band;         // the filter's state
} Voice;

static const Instrument instruments[trackCount] = {
  {saw, 0.02f, 0.99985f, 0.08f, 0.35f, 0.50f, 0.50f},     // bass
  {square, 0.005f, 0.99990f, 0.20f, 0.60f, 0.22f, 0.25f}, // arpeggio
  {sine, 0.0005f, 0.99998f, 0.60f, 0.90f, 0.30f, 0.75f},  // lead
  {noise, 0.2f, 0.9990f, 0.70f, 0.80f, 0.25f, 0.60f},     // drum
};

// Semitones above 55 Hz; -1 is a rest.
static const int8_t pattern[trackCount][stepCount] = {
  {0, -1, 0, 12, -1, 0, 3, -1, 5, -1, 5, 17, -1, 5, 7, -1},
  {24, 27, 31, 36, 24, 27, 31, 36, 29, 32, 36, 41, 29, 32, 36, 43},
  {48, -1, -1, -1, 51, -1, -1, 50, 48, -1, -1, -1, 43, -1, 46, -1},
  {60, -1, 60, 60, 72, -1, 60, -1, 60, -1, 60, 60, 72, -1, 72, 60},
};

static float waveTables[3][tableSize + 1];
static float output[2 * bufferFrames], mixed[2 * bufferFrames], echo[2 * echoFrames];
static Voice voices[voiceCount];
static uint32_t nextVoice, step, framesUntilStep, echoPosition;

/// The sine of a full turn's fraction, by a rotation per entry: no C library is linked.
static void makeTables(void) {
  const double c = 0.99999529380957618, s = 0.0030679567629659761;  // cos and sin of 2π / 2048
  double x = 1, y = 0;
  for (int i = 0; i <= tableSize; i++) {
    waveTables[sine][i] = (float)y;
    waveTables[saw][i] = 1 - 2 * (float)(i % tableSize) / tableSize;
    waveTables[square][i] = i % tableSize < tableSize / 2 ? 0.8f : -0.8f;
    double turned = x * c - y * s;
    y = x * s + y * c;
    x = turned;
  }
}

static void restart(void) {
  makeTables();
  __builtin_memset(voices, 0, sizeof voices);
  __builtin_memset(echo, 0, sizeof echo);
  nextVoice = step = framesUntilStep = echoPosition = 0;
}

static uint32_t incrementOf(int semitones) {
  float frequency = 55;
  for (; semitones >= 12; semitones -= 12) frequency *= 2;
  for (; semitones > 0; semitones--) frequency *= 1.0594630943592953f;
  return (uint32_t)(frequency / SAMPLE_RATE * 4294967296.0f);
}

static void startNotes(void) {
  for (int track = 0; track < trackCount; track++) {
    int note = pattern[track][step];
    if (note < 0) continue;
    Voice *voice = &voices[nextVoice++ % voiceCount];
    *voice = (Voice){
      .instrument = &instruments[track], .increment = incrementOf(note),
      .random = 1 + step * 77 + (uint32_t)note, .peak = 1, .attacking = true,
    };
  }
  step = (step + 1) % stepCount;
}

NOINLINE static void mixVoice(Voice *voice, float *out, uint32_t frames) {
  const Instrument *instrument = voice->instrument;
  const float *table = instrument->wave == noise ? NULL : waveTables[instrument->wave];
  float left = instrument->gain * (1 - instrument->pan), right = instrument->gain * instrument->pan;
  float low = voice->low, band = voice->band, level = voice->level;
  uint32_t phase = voice->phase;
  for (uint32_t i = 0; i < frames; i++) {
    float sample;
    if (table) {
      uint32_t index = phase >> phaseShift;
      float fraction = (float)(phase & ((1u << phaseShift) - 1)) * (1.0f / (1u << phaseShift));
      sample = table[index] + (table[index + 1] - table[index]) * fraction;
      phase += voice->increment;
    } else {
      sample = (float)(int32_t)nextRandom(&voice->random) * 0x1p-31f;
    }
    if (voice->attacking) {
      level += instrument->attack;
      if (level >= voice->peak) {
        level = voice->peak;
        voice->attacking = false;
      }
    } else {
      level *= instrument->decay;
    }
    // Chamberlin's state-variable filter.
    low += instrument->cutoff * band;
    float high = sample - low - instrument->resonance * band;
    band += instrument->cutoff * high;
    float value = low * level;
    out[2 * i] += value * left;
    out[2 * i + 1] += value * right;
  }
  voice->low = low;
  voice->band = band;
  voice->level = level;
  voice->phase = phase;
  if (!voice->attacking && level < 0.0005f) voice->instrument = NULL;
}

static float limit(float x) {
  if (x > 1.5f) return 1;
  if (x < -1.5f) return -1;
  return x - x * x * x * (4.0f / 27.0f);
}

NOINLINE static void finish(const float *in, float *out, uint32_t frames) {
  for (uint32_t i = 0; i < frames; i++) {
    float *delayed = &echo[2 * echoPosition];
    float left = in[2 * i] + delayed[1] * 0.4f, right = in[2 * i + 1] + delayed[0] * 0.4f;
    delayed[0] = left;
    delayed[1] = right;
    if (++echoPosition == echoFrames) echoPosition = 0;
    out[2 * i] = limit(left);
    out[2 * i + 1] = limit(right);
  }
}

EXPORT(buffer) const float *buffer(void) { return output; }

EXPORT(render) uint64_t render(uint32_t frames) {
  if (waveTables[saw][0] == 0) restart();
  if (frames > bufferFrames) frames = bufferFrames;
  __builtin_memset(mixed, 0, sizeof mixed);
  for (uint32_t done = 0; done < frames;) {
    if (framesUntilStep == 0) {
      startNotes();
      framesUntilStep = framesPerStep;
    }
    uint32_t count = frames - done < framesUntilStep ? frames - done : framesUntilStep;
    for (int i = 0; i < voiceCount; i++) {
      if (voices[i].instrument) mixVoice(&voices[i], mixed + 2 * done, count);
    }
    done += count;
    framesUntilStep -= count;
  }
  finish(mixed, output, frames);
  uint64_t checksum = frames;
  for (uint32_t i = 0; i < 2 * frames; i += 8) {
    checksum = mix(checksum, (uint64_t)(int64_t)(int32_t)(output[i] * 32767));
  }
  return checksum;
}

EXPORT(run) uint64_t run(uint32_t iterations) {
  restart();
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < iterations; i++) checksum = mix(checksum, render(bufferFrames));
  return checksum;
}
