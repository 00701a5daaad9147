import { definePlatform } from "../definePlatform";
import { checkJson, objectIn } from "../jsonPayload";

export const baidu = definePlatform({
  format: "baidu",
  name: "Baidu",
  retired: {},
  maxPayloadBytes: 4096,
  shows: { title: 65, body: 240 },
  screen(text) {
    const { title, description, payload } = objectIn(text);
    return { title, body: description, link: objectIn(payload).link };
  },
  check: checkJson(),
  headers: { prefixes: ["x-baidu-"], values: {} },
});
