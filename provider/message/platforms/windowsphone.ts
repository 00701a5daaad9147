import { definePlatform } from "../definePlatform";
import { finding } from "../finding";
import { checkTexts } from "../textRules";
import { checkNodeTexts, readPayload, xmlScreen } from "../xmlPayload";

export const windowsphone = definePlatform({
  format: "windowsphone",
  name: "Windows Phone (MPNS)",
  retired: { successor: "windows" },
  maxPayloadBytes: 3072,
  shows: { title: 40, body: 40 },
  screen: xmlScreen,
  /** Only requires that the XML is well-formed and safe. */
  check(body, header) {
    if (typeof body !== "string") return [finding("NH101", [], "must be XML as a string")];
    if (header("x-notificationclass") === "3") return checkTexts(body);
    const { node, findings } = readPayload(body);
    return node ? checkNodeTexts(node) : findings;
  },
  headers: { prefixes: ["x-windowsphone-"], values: {} },
});
