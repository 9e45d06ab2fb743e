/**
 * All components in all states, on one page, in the colours that the browser asks for; the parts of a screen likewise, at
 * `?screen=till`. `?story=sheet/normal`: that one alone.
 */
import { SCREENS, type Stories as StoriesByName } from "./screens.ts";
import "./stories.css";
import type { Story } from "./story.ts";

interface StoriesProps {
  readonly stories: StoriesByName;
  /** null: the components that all screens share. */
  readonly screen: string | null;
  readonly only: string | null;
}

export function Stories({ stories, screen, only }: StoriesProps) {
  const all = Object.entries(stories).flatMap(([component, states]) => states.map((story) => ({ component, story })));
  if (only !== null) {
    const found = all.find(({ component, story }) => addressOf(component, story) === only);
    return <main className="stories">{found ? <Shown {...found} /> : <p>There is no story {only}.</p>}</main>;
  }
  return (
    <main className="stories">
      <h1>{screen === null ? "Components" : `Parts of the screen: ${screen}`}</h1>
      <nav className="stories-screens" aria-label="Screens">
        <a href="?">components</a>
        {Object.keys(SCREENS).map((name) => (
          <a key={name} data-screen={name} href={`?screen=${name}`}>
            {name}
          </a>
        ))}
      </nav>
      {Object.entries(stories).map(([component, states]) => (
        <section key={component} className="stories-component">
          <h2>{component}</h2>
          {states.map((story) =>
            story.isOverlay ? (
              <Link key={story.name} screen={screen} component={component} story={story} />
            ) : (
              <Shown key={story.name} {...{ component, story }} />
            ),
          )}
        </section>
      ))}
    </main>
  );
}

const addressOf = (component: string, { name }: Story): string => `${component}/${name}`;

function Shown({ component, story }: { readonly component: string; readonly story: Story }) {
  return (
    <article className="story" data-story={addressOf(component, story)}>
      <h3 className="small soft">{story.name}</h3>
      <div className="story-shown">{story.shown}</div>
    </article>
  );
}

function Link({ screen, component, story }: { readonly screen: string | null; readonly component: string; readonly story: Story }) {
  const address = `?${new URLSearchParams({ ...(screen === null ? {} : { screen }), story: addressOf(component, story) })}`;
  return (
    <p>
      <a data-overlay={address} href={address}>
        {story.name}
      </a>
    </p>
  );
}
