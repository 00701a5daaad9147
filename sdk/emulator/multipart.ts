import { Refusal } from "./reply";

export interface MultipartPart {
  contentType: string;
  body: Buffer;
}

/** More than a batch needs; a body of nothing but boundaries must not make objects without end. */
const maxParts = 10;
/** The headers of a part end within this many bytes. */
const maxPartHead = 8192;

/** The parts by the name in their Content-Disposition, of multipart/mixed or as libraries write it form-data; blanks around the boundary's `=` are allowed. */
export function readParts(contentType: string, body: Buffer): Map<string, MultipartPart> {
  if (!/^multipart\/(mixed|form-data)\s*(;|$)/i.test(contentType))
    throw new Refusal(400, "The Content-Type is not multipart/mixed");
  const match = /;\s*boundary\s*=\s*(?:"([^"]{1,100})"|([^\s;"]{1,100}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw new Refusal(400, "The multipart Content-Type has no boundary");
  const parts = new Map<string, MultipartPart>();
  const delimiter = Buffer.from(`--${boundary}`);
  let at = body.indexOf(delimiter);
  while (at >= 0 && parts.size < maxParts) {
    const from = at + delimiter.length;
    if (body.toString("latin1", from, from + 2) === "--") return parts;
    const end = body.indexOf(Buffer.concat([Buffer.from("\n"), delimiter]), from);
    if (end < 0) break;
    const [name, part] = readPart(body.subarray(from, end));
    parts.set(name, part);
    at = end + 1;
  }
  throw new Refusal(400, "The multipart body is not complete");
}

function readPart(bytes: Buffer): [name: string, part: MultipartPart] {
  const text = bytes.toString("latin1", 0, maxPartHead);
  const blank = /\r?\n\r?\n/.exec(text);
  if (blank === null) throw new Refusal(400, "A part of the multipart body has no blank line after its headers");
  const head = text.slice(0, blank.index);
  const end = bytes.at(-1) === 0x0d ? bytes.length - 1 : bytes.length;
  const body = bytes.subarray(Math.min(blank.index + blank[0].length, end), end);
  const name = /^content-disposition:.*;\s*name\s*=\s*"?([\w-]+)"?/im.exec(head)?.[1];
  if (name === undefined) throw new Refusal(400, "A part of the multipart body has no name in its Content-Disposition");
  return [name.toLowerCase(), { contentType: /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1] ?? "", body }];
}
