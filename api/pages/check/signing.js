// Ed25519 verification (RFC 8032): by the browser where it can, else by the arithmetic below.

const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (n, by = FIELD) => ((n % by) + by) % by;

function power(base, exponent) {
  let result = 1n;
  for (base = mod(base); exponent; exponent >>= 1n) {
    if (exponent & 1n) result = mod(result * base);
    base = mod(base * base);
  }
  return result;
}

const inverse = (n) => power(n, FIELD - 2n);
const CURVE_D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_1 = power(2n, (FIELD - 1n) / 4n);

const littleEndian = (bytes) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

// Points are X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z.
function added([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * CURVE_D * t1 * t2), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, point) {
  let sum = [0n, 1n, 1n, 0n];
  for (; scalar; scalar >>= 1n) {
    if (scalar & 1n) sum = added(sum, point);
    point = added(point, point);
  }
  return sum;
}

// The point of 32 bytes, or null where they are none.
function pointOf(bytes) {
  const whole = littleEndian(bytes), odd = whole >> 255n, y = BigInt.asUintN(255, whole);
  if (y >= FIELD) return null;
  const square = mod((y * y - 1n) * inverse(CURVE_D * y * y + 1n));
  let x = power(square, (FIELD + 3n) / 8n);
  if (mod(x * x) !== square) x = mod(x * ROOT_OF_MINUS_1);
  if (mod(x * x) !== square || (x === 0n && odd)) return null;
  if ((x & 1n) !== odd) x = FIELD - x;
  return [x, y, 1n, mod(x * y)];
}

function bytesOf([x, y, z]) {
  const over = inverse(z), odd = mod(x * over) & 1n;
  let rest = mod(y * over) | (odd << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(rest & 255n);
    rest >>= 8n;
    return byte;
  });
}

const BASE = pointOf(Uint8Array.from({ length: 32 }, (_, i) => (i ? 0x66 : 0x58)));

const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);

function signedByOwnArithmetic(key, message, signature) {
  const point = pointOf(key), scalar = littleEndian(signature.slice(32));
  if (!point || scalar >= ORDER) return false;
  const challenge = mod(littleEndian(sha512(signature.slice(0, 32), key, message)), ORDER);
  const [x, y, z, t] = times(challenge, point);
  return same(bytesOf(added(times(scalar, BASE), [mod(-x), y, z, mod(-t)])), signature.slice(0, 32));
}

// Whether `signature` is the key's over the message, and who has computed it: the browser or this page.
async function signed(key, message, signature) {
  if (signature.length !== 64) return { good: false, by: "page" };
  try {
    const imported = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return { good: await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message), by: "browser" };
  } catch {
    return { good: signedByOwnArithmetic(key, message, signature), by: "page" };
  }
}
