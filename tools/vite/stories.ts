/** `npm run stories`: serves the page of all components until Ctrl-C. */
import { startStories } from "./stories-server.ts";

const { url } = await startStories(Number(process.env.PORT ?? 6100));
process.stdout.write(`  components   ${url}\n\n  The colours are those that the browser asks for. Ctrl-C stops it.\n`);
