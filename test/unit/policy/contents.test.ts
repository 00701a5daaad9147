import assert from "node:assert/strict";
import { findPersonalData, personalDataKinds } from "../../../sdk/policy/findPersonalData";
import { findSecrets } from "../../../sdk/policy/findSecrets";
import { aDraft, said } from "./aDraft";
import { goodTexts, personalTexts, secretTexts } from "./contents";

const rules = ["secret-text", "personal-data", "draft-text", "banned-words", "placeholder-left", "text-showable"];

describe("texts of 28 languages with nothing wrong", () => {
  for (const { group, text } of goodTexts()) {
    it(`${group}: ${text} sets off no rule on content`, () => {
      const [title, body] = text.split("|");
      const draft = aDraft({ message: { title, body } });
      assert.deepEqual(
        rules.flatMap((rule) => said(rule, draft)),
        [],
      );
    });
  }
});

describe("secrets", () => {
  for (const seed of [1, 2]) {
    for (const [index, { group, text }] of secretTexts(seed).entries()) {
      it(`number ${index + 1} (${group}) is found, with random part ${seed}`, () =>
        assert.equal(findSecrets(text).length, 1));
    }
  }
});

describe("personal data", () => {
  for (const { group, text } of personalTexts()) {
    it(`${group}: ${text} is found`, () => assert.ok(findPersonalData(text, personalDataKinds).length > 0));
  }
});
