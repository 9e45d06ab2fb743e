/** What the bakery and the kitchen sell, on a plate. */
import { type Drawing, ellipse, line, path, plate, scattered, turned } from "./drawing.ts";

const CRUST = "#c98a43";
const DARK_CRUST = "#a4662b";
const CRUMB = "#f2d7a5";

export const croissant = (): Drawing =>
  plate() +
  path("M132 330c10-96 92-168 188-168s178 72 188 168c2 26-34 30-46 8-24-40-76-60-142-60s-118 20-142 60c-12 22-48 18-46-8z", CRUST) +
  line("M214 204c24 28 34 56 34 94M282 172c12 34 16 68 14 106M360 172c-12 34-16 68-14 106M428 204c-24 28-34 56-34 94", DARK_CRUST, 9) +
  line("M176 262c30-50 84-80 144-80", "#e4b06c", 10, 'opacity=".8"');

export const chocolatine = (): Drawing =>
  plate() +
  `<rect x="158" y="212" width="324" height="160" rx="58" fill="${CRUST}"/><rect x="158" y="212" width="324" height="86" rx="43" fill="#dba15a"/>` +
  line("M214 236l-18 108M276 228l-14 132M338 226l-8 136M400 230l2 128", DARK_CRUST, 7, 'opacity=".7"') +
  ellipse(466, 306, 17, 20, "#4a2a17") +
  ellipse(466, 344, 15, 17, "#4a2a17");

export const cinnamonRoll = (): Drawing =>
  plate() +
  ellipse(320, 306, 168, 88, DARK_CRUST) +
  ellipse(320, 282, 168, 92, "#d79a56") +
  line("M320 282c14-14 44-6 42 14-4 28-74 30-92 2-22-44 50-80 112-54 70 32 44 106-36 118", "#7c431c", 13) +
  path(
    "M190 258c40-52 200-66 260-6 10 30-22 20-30 46-6 22-34 16-40-6-10-34-56-10-62 22-6 30-42 26-46-4-4-22-30-26-44-12-24 18-50-16-38-40z",
    "#fff8ec",
    'opacity=".92"',
  );

export const loaf = (fleck: string): Drawing =>
  plate() +
  path("M156 266c0-58 60-84 164-84s164 26 164 84v92q0 18-18 18H174q-18 0-18-18z", DARK_CRUST) +
  path("M176 272c0-48 54-70 144-70s144 22 144 70v74q0 14-14 14H190q-14 0-14-14z", CRUMB) +
  scattered(
    [
      [226, 262],
      [270, 300],
      [318, 250],
      [350, 312],
      [396, 268],
      [424, 322],
      [232, 330],
      [302, 340],
    ],
    (x, y) => ellipse(x, y, 9, 6, fleck),
  );

export const muffin = (): Drawing =>
  plate() +
  path("M214 270h212l-28 108q-2 8-12 8H254q-10 0-12-8z", "#e9b8a0") +
  line("M246 280l18 98M286 280l8 102M354 280l-8 102M394 280l-18 98", "#c98f76", 5) +
  path("M186 270c-24-66 50-120 134-120s158 54 134 120c-12 30-256 30-268 0z", "#d9a054") +
  scattered(
    [
      [250, 222],
      [300, 190],
      [352, 214],
      [398, 240],
      [282, 250],
      [336, 258],
      [226, 256],
    ],
    (x, y) => ellipse(x, y, 14, 13, "#3f4a86") + ellipse(x - 4, y - 4, 4, 3, "#8893cf"),
  );

export const cookie = (): Drawing =>
  plate() +
  ellipse(320, 306, 160, 74, DARK_CRUST) +
  ellipse(320, 290, 160, 76, "#d7a05a") +
  scattered(
    [
      [226, 274],
      [282, 252],
      [348, 246],
      [408, 276],
      [262, 312],
      [326, 300],
      [388, 322],
      [316, 342],
    ],
    (x, y) => ellipse(x, y, 19, 12, "#4b2b18") + ellipse(x - 6, y - 4, 5, 3, "#8a5a3c"),
  );

export const bagel = (): Drawing =>
  plate() +
  ellipse(320, 300, 170, 84, DARK_CRUST) +
  ellipse(320, 278, 170, 84, CRUST) +
  ellipse(320, 276, 50, 22, DARK_CRUST) +
  ellipse(320, 282, 44, 16, "#f1ece5") +
  scattered(
    [
      [206, 268],
      [236, 240],
      [286, 222],
      [342, 220],
      [398, 238],
      [434, 268],
      [232, 302],
      [286, 330],
      [352, 332],
      [410, 306],
      [244, 274],
      [396, 276],
    ],
    (x, y) => ellipse(x, y, 9, 5, "#f6e7c3"),
  );

export const avocadoToast = (): Drawing =>
  plate() +
  path("M150 286c0-52 340-52 340 0 0 20-14 22-14 34v30q0 22-22 22H186q-22 0-22-22v-30c0-12-14-14-14-34z", DARK_CRUST) +
  path("M172 282c0-36 296-36 296 0 0 40-296 40-296 0z", "#a9c56b") +
  line("M206 288c20-30 64-30 76-10M290 290c20-30 64-30 76-10M374 288c20-26 54-26 66-8", "#7fa348", 10) +
  scattered(
    [
      [230, 268],
      [310, 262],
      [388, 268],
      [268, 296],
      [352, 298],
    ],
    (x, y) => ellipse(x, y, 17, 14, "#d8432f") + ellipse(x - 5, y - 5, 5, 4, "#f19181"),
  );

export const toastie = (): Drawing =>
  plate() +
  path("M148 236l330-40 14 52-330 42z", "#e0ab62") +
  line("M196 246l24 30M262 238l24 30M328 230l24 30M394 222l24 30", DARK_CRUST, 8) +
  path("M162 288l330-40-2 22-326 44z", "#f09a8d") +
  path("M160 308c60 16 66 46 96 12 40-10 44 34 80-2 34-24 50 30 84-14 30-22 50-6 70-32v22l-328 46z", "#f7cf52") +
  path("M160 330l332-44-10 60q-2 14-16 16l-284 20q-14 0-16-14z", CRUST);

export const bowl = (): Drawing =>
  ellipse(320, 402, 150, 20, "#3b2a1a", 'opacity=".14"') +
  path("M146 250h348c0 92-66 146-174 146s-174-54-174-146z", "#5f8f9b") +
  path("M392 250h102c0 92-66 146-174 146 52-24 82-72 72-146z", "#22313a", 'opacity=".12"') +
  ellipse(320, 250, 174, 46, "#7fb0bb") +
  ellipse(320, 252, 156, 37, "#fdf9f1") +
  scattered(
    [
      [222, 246],
      [246, 262],
      [262, 238],
      [280, 254],
      [232, 232],
    ],
    (x, y) => turned(20, x, y, ellipse(0, 0, 15, 8, "#c98f4a")),
  ) +
  scattered(
    [
      [352, 238],
      [384, 250],
      [360, 264],
      [410, 240],
    ],
    (x, y) => ellipse(x, y, 14, 12, "#47519a"),
  ) +
  path("M296 266c4-34 46-34 44-4-4 20-34 26-44 4z", "#d8432f");
