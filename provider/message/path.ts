/** Joins property names and indexes into a path: `data["a b"]`, `aps.alert.title`, `actions[0]`. */
export function joinPath(...keys: readonly (string | number | symbol)[]): string {
  let path = "";
  for (const key of keys) {
    if (typeof key === "number") path += `[${key}]`;
    else if (/^[\p{L}_$@][\p{L}\p{N}_$-]*$/u.test(String(key))) path += path ? `.${String(key)}` : String(key);
    else path += `[${JSON.stringify(String(key))}]`;
  }
  return path;
}
