/** The few shapes of DER (X.690) that a certificate is written in. */

export function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

export function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}

/** A positive number of any size, from its bytes: no zeros in front but the one that keeps the first bit clear. */
export function integer(bytes: Buffer): Buffer {
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return tagged(0x02, ...(significant[0]! < 0x80 ? [] : [Buffer.from([0])]), significant);
}

export function yes(): Buffer {
  return tagged(0x01, Buffer.from([0xff]));
}

/** `unused` is how many bits at the end do not count. */
export function bits(content: Buffer, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), content);
}

export function octets(content: Buffer): Buffer {
  return tagged(0x04, content);
}

export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...arcs] = text.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...arcs.flatMap(septets)]));
}

export function utf8(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text));
}

/** UTCTime, as RFC 5280 asks for before 2050. */
export function time(ms: number): Buffer {
  return tagged(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
}

/** Seven bits a byte, all but the last marked as going on. */
function septets(arc: number): number[] {
  const list = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) list.unshift((rest & 0x7f) | 0x80);
  return list;
}
