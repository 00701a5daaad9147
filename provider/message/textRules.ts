import { type Finding, finding, type Keys, pointer } from "./finding";
import { checkText, withoutUnshowable } from "./text";

/** No platform has a use for more, and what walks through a payload must come to an end. */
const mostLevels = 200;

/** Findings in every text of a value, names of properties included. */
export function checkTexts(value: unknown, keys: Keys = []): Finding[] {
  if (typeof value === "string") return checkOneText(value, keys);
  if (typeof value !== "object" || value === null) return [];
  if (keys.length > mostLevels) {
    return [finding("NH101", keys.slice(0, 4), `holds more than ${mostLevels} levels of objects; flatten it`)];
  }
  if (Array.isArray(value)) return value.flatMap((each, index) => checkTexts(each, [...keys, index]));
  return Object.entries(value).flatMap(([key, each]) => {
    const reason = checkText(key);
    const named = reason ? [finding("NH120", keys, `has a property whose name ${reason}`)] : [];
    return [...named, ...checkTexts(each, [...keys, key])];
  });
}

const pulumiOutput = /Calling \[to(?:String|JSON)\] on an \[Output<T>\]/;
const placeholder = /\{\{[^{}]*\}\}|\$\{[\w.]+\}|<%.*?%>/;
const wholeNonValue = /^\s*(?:undefined|null|NaN|None)\s*$/;
const nonValue = /\b(?:undefined|NaN)\b/;

function checkOneText(text: string, keys: Keys): Finding[] {
  const found: Finding[] = [];
  const reason = checkText(text);
  if (reason) {
    const patch = [{ op: "replace", path: pointer(...keys), value: withoutUnshowable(text) } as const];
    found.push(finding("NH120", keys, reason, { fix: { description: "remove the character", patch } }));
  }
  if (pulumiOutput.test(text)) {
    found.push(
      finding("NH119", keys, "is Pulumi's warning about an output joined to a string; use pulumi.interpolate or apply"),
    );
    return found;
  }
  if (text.includes("[object Object]")) {
    found.push(
      finding("NH117", keys, "holds [object Object]; name the property of the object that people should read"),
    );
  }
  const left = placeholder.exec(text);
  if (left)
    found.push(
      finding("NH116", keys, `holds a placeholder that nobody filled in, at character ${left.index + 1}; fill it in`),
    );
  if (wholeNonValue.test(text)) {
    found.push(
      finding("NH118", keys, `is the word ${text.trim()}; write the value that is missing`, { severity: "error" }),
    );
  } else if (nonValue.test(text)) {
    found.push(finding("NH118", keys, `holds the word ${nonValue.exec(text)![0]}; if a value is missing, write it`));
  }
  return found;
}
