/** The stores of the chain and who works there. The PINs are for this chain on loopback only. */
import type { StoreInput } from "@crema/shared/contract/stores";
import type { z } from "zod";

export interface Pins {
  readonly barista: string;
  readonly cashier: string;
  readonly manager: string;
}

export interface StoreSeed {
  readonly id: string;
  readonly pins: Pins;
  readonly input: z.input<typeof StoreInput>;
}

const PLACES = [
  {
    name: "Crema Union Square",
    address: "31 E 17th St, New York",
    location: { latitude: 40.7369, longitude: -73.9903 },
    time_zone: "America/New_York",
    drink: 88_750,
    food: 88_750,
  },
  {
    name: "Crema Silver Lake",
    address: "2900 Sunset Blvd, Los Angeles",
    location: { latitude: 34.0792, longitude: -118.273 },
    time_zone: "America/Los_Angeles",
    drink: 95_000,
    food: 95_000,
  },
  {
    name: "Crema Wicker Park",
    address: "1500 N Damen Ave, Chicago",
    location: { latitude: 41.9092, longitude: -87.6776 },
    time_zone: "America/Chicago",
    drink: 102_500,
    food: 22_500,
  },
] as const;

const STAFF = [
  ["ana", "Ana"],
  ["ben", "Ben"],
  ["cleo", "Cleo"],
] as const;

/** `store-1`, `store-2`, …; open round the clock, so that a chain can be shown at any hour. */
export function storeSeed(number: number): StoreSeed {
  const place = PLACES[(number - 1) % PLACES.length] ?? PLACES[0];
  const pins: Pins = { barista: `${number}111`, cashier: `${number}222`, manager: `${number}333` };
  const roles = ["barista", "cashier", "manager"] as const;
  return {
    id: `store-${number}`,
    pins,
    input: {
      name: place.name,
      address: place.address,
      location: place.location,
      seller: { name: "Crema Coffee, Inc.", tax_id: "00-0000000" },
      time_zone: place.time_zone,
      business_day_cutoff_hour: 4,
      currency: "USD",
      tax: {
        inclusive: false,
        rounding: "LINE",
        rates: [
          { tax_category: "drink", rate_ppm: place.drink },
          { tax_category: "food", rate_ppm: place.food },
        ],
      },
      hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" })),
      settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 1000, prep_time_s: 300 },
      staff: roles.map((role, index) => ({
        staff_id: STAFF[index]?.[0] ?? role,
        name: STAFF[index]?.[1] ?? role,
        role,
        pin: pins[role],
      })),
    },
  };
}
