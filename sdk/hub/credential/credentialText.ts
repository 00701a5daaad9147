import { z } from "zod";

/** A string that is not empty. Error messages never quote it. */
export const filledText = z.string({ error: "is required, as a string" }).min(1, { error: "must not be empty" });

/** An https address. */
export const httpsUrl = filledText.refine((value) => URL.canParse(value) && value.startsWith("https://"), {
  error: "must be an https URL",
});
