/** How far two places are from each other as the crow flies, in metres: on a sphere, which is wrong by half a percent at most. */
import type { StoreLocation } from "./location.ts";

const EARTH_RADIUS_M = 6_371_009;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function distanceM(from: StoreLocation, to: StoreLocation): number {
  const half = (one: number, other: number) => Math.sin(radians(other - one) / 2) ** 2;
  const across = Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * half(from.longitude, to.longitude);
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(Math.min(1, half(from.latitude, to.latitude) + across)));
}
