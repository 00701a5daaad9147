import { definePlatform } from "../definePlatform";
import { type Finding, finding } from "../finding";
import { hasKeys } from "../isRecord";
import { checkJson } from "../jsonPayload";
import { checkStrings } from "../valueRules";

/** Properties that the hub inserts into the templates of the devices. Only the hub knows what a device will show. */
export const template = definePlatform({
  format: "template",
  name: "Templates",
  // The limit of the hub; the length of a filled template is not known in advance.
  maxPayloadBytes: 65_536,
  check: checkJson((payload): Finding[] => {
    if (!hasKeys(payload)) return [finding("NH114", [], "has no property; write the ones the templates name")];
    const unwritable = Object.keys(payload).filter((key) => !/^\w{1,120}$/.test(key));
    const reason = "has a name that no template can write; use letters, digits and _";
    const named = unwritable.map((key) => finding("NH114", [key], reason, { severity: "warning" }));
    return [...checkStrings("NH113", payload, []), ...named];
  }),
});
