// SHA-256 and SHA-512 (FIPS 180-4), written out: pages from file:// or plain HTTP may have no WebCrypto.

function firstPrimes(count) {
  const found = [];
  for (let n = 2; found.length < count; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

// The largest whole number whose power k does not exceed n.
function wholeRoot(n, k) {
  let low = 0n, high = 1n << 80n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** k <= n) low = middle;
    else high = middle - 1n;
  }
  return low;
}

// The constants of both functions are the first bits behind the point of the roots of the first primes.
const behindThePoint = (prime, k) => BigInt.asUintN(64, wholeRoot(BigInt(prime) << (64n * k), k));
const ROUND_512 = firstPrimes(80).map((prime) => behindThePoint(prime, 3n));
const START_512 = firstPrimes(8).map((prime) => behindThePoint(prime, 2n));
const ROUND_256 = Int32Array.from(ROUND_512.slice(0, 64), (word) => Number(word >> 32n) | 0);
const START_256 = Int32Array.from(START_512, (word) => Number(word >> 32n) | 0);

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// One bit, zeros, and the length in bits, up to a whole number of blocks.
function padded(message, block) {
  const size = Math.ceil((message.length + 1 + block / 8) / block) * block;
  const whole = new Uint8Array(size);
  whole.set(message);
  whole[message.length] = 0x80;
  new DataView(whole.buffer).setBigUint64(size - 8, BigInt(message.length) * 8n);
  return new DataView(whole.buffer);
}

function sha256(...parts) {
  const data = padded(joined(...parts), 64);
  const state = Int32Array.from(START_256), words = new Int32Array(64);
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  for (let at = 0; at < data.byteLength; at += 64) {
    for (let t = 0; t < 16; t++) words[t] = data.getInt32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const early = words[t - 15], late = words[t - 2];
      const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
      words[t] = words[t - 16] + s0 + words[t - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_256[t] + words[t]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

function sha512(...parts) {
  const data = padded(joined(...parts), 128);
  const cut = (word) => BigInt.asUintN(64, word);
  const turn = (word, by) => (word >> by) | cut(word << (64n - by));
  const state = [...START_512], words = [];
  for (let at = 0; at < data.byteLength; at += 128) {
    for (let t = 0; t < 16; t++) words[t] = data.getBigUint64(at + 8 * t);
    for (let t = 16; t < 80; t++) {
      const early = words[t - 15], late = words[t - 2];
      const s0 = turn(early, 1n) ^ turn(early, 8n) ^ (early >> 7n);
      const s1 = turn(late, 19n) ^ turn(late, 61n) ^ (late >> 6n);
      words[t] = cut(words[t - 16] + s0 + words[t - 7] + s1);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 80; t++) {
      const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      const t1 = h + s1 + ((e & f) ^ (cut(~e) & g)) + ROUND_512[t] + words[t];
      const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + t1), c, b, a, cut(t1 + t2)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = cut(state[i] + word); });
  }
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => digest.setBigUint64(8 * i, word));
  return new Uint8Array(digest.buffer);
}
