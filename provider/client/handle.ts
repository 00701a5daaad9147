export const expectedHandle = "expected a device handle: printable ASCII text without spaces";

/** A handle is a header's value, and every platform's is made of these characters. */
export function isHandle(handle: unknown): handle is string {
  return typeof handle === "string" && /^[\x21-\x7e]+$/.test(handle);
}
