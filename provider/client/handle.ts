export const expectedHandle = "expected a device handle: printable ASCII text without spaces";

/** A handle is sent as a header's value; the handles of every platform consist of these characters. */
export function isHandle(handle: unknown): handle is string {
  return typeof handle === "string" && /^[\x21-\x7e]+$/.test(handle);
}
