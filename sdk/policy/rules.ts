import type { Rule } from "./rule";
import { announcementNamed } from "./rules/announcementNamed";
import { appleToken } from "./rules/appleToken";
import { bannedWords } from "./rules/bannedWords";
import { bodyLength } from "./rules/bodyLength";
import { collapseIdPresent } from "./rules/collapseIdPresent";
import { connectionSecret } from "./rules/connectionSecret";
import { draftText } from "./rules/draftText";
import { embargo } from "./rules/embargo";
import { everyoneApproved } from "./rules/everyoneApproved";
import { expiryPresent } from "./rules/expiryPresent";
import { expressionLimits } from "./rules/expressionLimits";
import { expressionMeaning } from "./rules/expressionMeaning";
import { inDoubtHeld } from "./rules/inDoubtHeld";
import { legacyPlatforms } from "./rules/legacyPlatforms";
import { linksTrusted } from "./rules/linksTrusted";
import { localesRequired } from "./rules/localesRequired";
import { notAfterPresent } from "./rules/notAfterPresent";
import { payload } from "./rules/payload";
import { personalData } from "./rules/personalData";
import { postsLimit } from "./rules/postsLimit";
import { quietHours } from "./rules/quietHours";
import { scheduleWindow } from "./rules/scheduleWindow";
import { secretText } from "./rules/secretText";
import { sendDays } from "./rules/sendDays";
import { tagsAllowed } from "./rules/tagsAllowed";
import { tagsRequired } from "./rules/tagsRequired";
import { testAudience } from "./rules/testAudience";
import { tierFits } from "./rules/tierFits";
import { titleLength } from "./rules/titleLength";
import { valuesKnown } from "./rules/valuesKnown";

/** Every rule, in the order of codes. */
export const rules: readonly Rule[] = [
  ...payload,
  everyoneApproved,
  tagsRequired,
  tagsAllowed,
  testAudience,
  expressionLimits,
  expressionMeaning,
  bannedWords,
  personalData,
  secretText,
  linksTrusted,
  localesRequired,
  titleLength,
  bodyLength,
  draftText,
  quietHours,
  sendDays,
  scheduleWindow,
  embargo,
  expiryPresent,
  connectionSecret,
  legacyPlatforms,
  inDoubtHeld,
  notAfterPresent,
  announcementNamed,
  postsLimit,
  tierFits,
  valuesKnown,
  collapseIdPresent,
  appleToken,
];
