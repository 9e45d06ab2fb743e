import { Skeleton } from "@crema/ui/components/skeleton.tsx";
import type { Story } from "../story.ts";

export const skeletonStories: readonly Story[] = [
  { name: "lines", shown: <Skeleton label="Loading your orders …" /> },
  { name: "tiles", shown: <Skeleton label="Loading the menu …" kind="tiles" count={4} /> },
];
