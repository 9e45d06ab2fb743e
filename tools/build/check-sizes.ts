/** `npm run sizes`: whether each built page is small enough. */
import { checkSizes } from "./page-sizes.ts";

if (!checkSizes(["edge", "cloud"])) process.exitCode = 1;
