import { existsSync, statSync } from "node:fs";
import { isLate } from "../../provider/broadcast/plan";
import type { Audience } from "../../provider/client/audience";
import { type Format, isFormat } from "../../provider/client/format";
import type { Notification } from "../../provider/client/notification";
import type { Declaration } from "../../provider/message/declaration";
import { declaredParts } from "../../provider/message/declared";
import { audienceOf, notificationOf } from "../../provider/message/partRequest";
import { instantOf } from "../../provider/message/schedule";
import { lateness } from "../planWords";
import { sourcesOf } from "./renderCards";

/** One send of the command. */
export interface FilePost {
  /** Broadcast and part, such as `release (apple)`; left out for a payload given by flags. */
  label?: string;
  notification: Notification;
  audience: Audience;
  everyone: boolean;
  test: boolean;
  schedule?: string | Date;
}

/** Flags that override the file. */
interface Flags {
  format?: Format;
  test?: boolean;
  schedule?: string;
}

/** A file or command line from which nothing can be sent; `exitCode` is 2 if the command line is wrong. */
export class NothingToSend extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

/** The sends of the broadcasts in a file or on standard input: each platform and locale once. @throws NothingToSend */
export async function filePosts(file: string, audience: Audience | undefined, flags: Flags): Promise<FilePost[]> {
  if (file !== "-" && !existsSync(file)) throw new NothingToSend(`${file}: there is no such file`);
  if (file !== "-" && statSync(file).isDirectory()) throw new NothingToSend(`${file}: is a folder; name a file in it`);
  const { declarations, problems, unread } = await sourcesOf([file]);
  if (problems.length > 0) throw new NothingToSend(problems.join("\nerror: "), unread > 0 ? 2 : 1);
  const posts = declarations.flatMap((declaration) => postsOf(declaration, audience, flags));
  if (posts.length === 0) throw new NothingToSend(`${file}: holds nothing for ${flags.format ?? "any platform"}`);
  return posts;
}

function postsOf(
  declared: Declaration & { name: string },
  given: Audience | undefined,
  { format, test = declared.test ?? false, schedule }: Flags,
): FilePost[] {
  const { name } = declared;
  const parts = declaredParts(declared).flatMap(({ platform, locale }) =>
    isFormat(platform) && (format === undefined || platform === format)
      ? [{ platform, ...(locale === undefined ? {} : { locale }) }]
      : [],
  );
  if (parts.length === 0) return [];
  if (declared.adopt)
    throw new NothingToSend(`${name}: adopt records an earlier send and sends nothing; remove it to send`, 1);
  if (isLate(declared, Date.now()))
    throw new NothingToSend(`${name}: nothing is sent, because ${lateness(declared)}`, 1);
  // A bare message has neither platforms nor an audience.
  const isBare = !("audience" in declared);
  if (isBare && format === undefined)
    throw new NothingToSend(`${name}: is a message without platforms; add --format, or write platforms and audience`);
  if (isBare && given === undefined)
    throw new NothingToSend(`${name}: say who receives it: --tag, --tag-expression, --device or --everyone`);
  const toDevice = given !== undefined && "device" in given;
  if (toDevice && parts.length > 1)
    throw new NothingToSend(`${name}: --device is a device of one platform; add --format, and leave locales out`);
  const declaration =
    given === undefined || toDevice ? declared : { ...declared, audience: given as Declaration["audience"] };
  const at = schedule ?? (declared.schedule === undefined ? undefined : new Date(instantOf(declared.schedule)));
  return parts.map((part) => ({
    label: `${name} (${part.locale === undefined ? part.platform : `${part.platform}/${part.locale}`})`,
    notification: notificationOf(declaration, declaration, part, Date.now()),
    audience: toDevice ? given : audienceOf(declaration, part),
    everyone: !toDevice && declaration.audience.everyone === true,
    test,
    schedule: at,
  }));
}
