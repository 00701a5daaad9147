// Makes `pulumi-broadcast` resolve to this folder, so that the examples import it by the name that users write.
import { rm, symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const modules = new URL("../node_modules/", import.meta.url);
const link = fileURLToPath(new URL("pulumi-broadcast", modules));
await rm(link, { force: true, recursive: true });
await symlink("..", link, "dir");
