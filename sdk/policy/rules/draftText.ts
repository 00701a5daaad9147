import { defineRule } from "../rule";

export const draftText = defineRule({
  code: "NH308",
  name: "draft-text",
  group: "content",
  severity: "warning",
  preset: "recommended",
  description: "Text that people read is final: no TODO, no lorem ipsum, no [name], {version} or %s.",
  prevents: "Phones show a draft.",
  config: {},
  judge: () => (draft) =>
    draft.shownTexts.flatMap(({ keys, text }) => {
      const found = leftovers.find(({ regex }) => regex.test(text));
      return found ? [{ keys, message: `contains ${found.name}`, fix: "write the final text" }] : [];
    }),
});

const leftovers = [
  { name: "a note to its author (TODO, TBD, FIXME, XXX)", regex: /(?<![\w.#-])(?:TBD|TBC|FIXME|XXX)(?![\w.-])/ },
  // "Todo" means "everything" in Spanish and Portuguese, so TODO counts only alone or before a task.
  {
    name: "a note to its author (TODO, TBD, FIXME, XXX)",
    regex:
      /(?:^|[.:;!?([\n]\s{0,3})TODO(?!\s+(?:list|app)s?\b)(?:\s{0,3}[:(]|\s{0,3}$|\s+(?!(?:al|el|la|lo|los|las|un|una|uno|en|de|del|con|por|para|a|o|os|as|ao|em|com|no|na|que|es|está|esta|este|mundo|incluido|lo|tu|su|mi|y|e|gratis)\b)[a-z])/,
  },
  { name: "lorem ipsum", regex: /\blorem ipsum\b/i },
  {
    name: "a blank to fill in, in brackets",
    regex:
      /[[<](?:your |the |insert )?(?:name|title|text|date|time|version|product|link|url|placeholder|insert [^\]>]{1,40})(?: here)?[\]>]/i,
  },
  { name: "a parameter in braces", regex: /(?<![{$])\{(?:\d{1,2}|[a-z]\w{0,30})\}(?!\})/i },
  // After a digit, % is a percent sign: 100 %d'accord.
  { name: "a printf parameter", regex: /(?<!\d\s?)%(?:\d\$)?[sd@](?![\w'’])/ },
  { name: "a parameter between signs", regex: /(%|##|@@|__)[A-Z][A-Z0-9_]{2,40}\1|<[A-Z][A-Z0-9]*_[A-Z0-9_]{1,40}>/ },
  { name: "a parameter between signs", regex: /(?<![\w$])\$[a-z]\w{1,30}\$(?!\w)|\\\([a-z]\w{0,30}\)/i },
  {
    name: "a text that only holds the place of another",
    regex: /^\s*(?:(?:test|asdf|foo|bar)[\s.!]*)+$|\b(?:your|insert) (?:title|text|message|body|headline|copy) here\b/i,
  },
];
