import { Button } from "@crema/ui/components/button.tsx";
import Banknote from "lucide-react/icons/banknote";
import X from "lucide-react/icons/x";
import type { Story } from "../story.ts";

const LOOKS = ["primary", "secondary", "plain", "quiet", "danger"] as const;

export const buttonStories: readonly Story[] = [
  ...LOOKS.map(
    (look): Story => ({
      name: look,
      shown: (
        <>
          <Button look={look}>Take the money</Button>
          <Button look={look} size="large">
            Large
          </Button>
          <Button look={look} isDisabled>
            Disabled
          </Button>
          <Button look={look} isPending>
            Pending
          </Button>
          <Button look={look} icon={Banknote}>
            With a drawing
          </Button>
          <Button look={look} busy="Sending …">
            Send
          </Button>
          <Button look={look} icon={X} aria-label="Close" />
        </>
      ),
    }),
  ),
  {
    name: "wide, with a long name",
    shown: (
      <Button look="primary" wide>
        Hand over number 214 to Wilhelmina Featherstonehaugh-Cholmondeley
      </Button>
    ),
  },
];
