import type { Screen } from "../screen";
import { fieldsOf } from "./fields";

export function baidu(body: string): Screen {
  const fields = fieldsOf(body);
  const title = fields.text("title");
  const text = fields.text("description");
  if (title === undefined && text === undefined) {
    return { fate: "silent", why: "goes to the app as it is, shows nothing by itself" };
  }
  return { fate: "shown", title, body: text, link: fields.text("url") };
}
