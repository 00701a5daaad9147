import assert from "node:assert/strict";
import { type Platform, platforms } from "../../../sdk/emulator/platformFacts";

const ids: [platform: Platform, headers: Record<string, string>, body: string, id: string | undefined][] = [
  ["apple", { "apns-collapse-id": "r1" }, "{}", "r1"],
  ["apple", {}, "{}", undefined],
  ["fcmv1", {}, '{"message":{"android":{"notification":{"tag":"r1"},"collapse_key":"k"}}}', "r1"],
  ["fcmv1", {}, '{"message":{"android":{"collapse_key":"k"}}}', "k"],
  ["fcmv1", {}, '{"message":{"android":null}}', undefined],
  ["gcm", {}, '{"notification":{"tag":"r1"}}', "r1"],
  ["gcm", {}, '{"collapse_key":"k"}', "k"],
  ["windows", { "x-wns-type": "wns/toast", "x-wns-tag": "r1", "x-wns-group": "g" }, "", "toast g r1"],
  ["windows", { "x-wns-type": "wns/toast", "x-wns-tag": "r1" }, "", "toast  r1"],
  ["windows", { "x-wns-type": "wns/toast" }, "", undefined],
  ["windows", { "x-wns-type": "wns/tile" }, "", "tile "],
  ["windows", { "x-wns-type": "wns/badge", "x-wns-tag": "ignored" }, "", "badge"],
  ["windows", { "x-wns-type": "wns/raw", "x-wns-tag": "r1" }, "", undefined],
  ["browser", { topic: "r1" }, "{}", "r1"],
  ["adm", {}, '{"consolidationKey":"r1","data":{}}', "r1"],
  ["xiaomi", {}, '{"extra":{"notify_id":7}}', "7"],
  ["xiaomi", {}, '{"notify_id":8}', "8"],
  ["baidu", {}, "{}", undefined],
  ["windowsphone", {}, "<a/>", undefined],
];

describe("emulator: collapse id", () => {
  for (const [platform, headers, body, id] of ids) {
    it(`${platform} ${JSON.stringify(headers)} ${body} is ${id ?? "none"}`, () => {
      assert.equal(platforms[platform].collapseId?.(headers, body), id);
    });
  }
});
