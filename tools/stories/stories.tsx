/** All components in all states, on one page, in the colours that the browser asks for. `?story=sheet/normal`: that one alone. */
import { ALL_STORIES } from "./all-stories.ts";
import "./stories.css";
import type { Story } from "./story.ts";

export function Stories({ only }: { readonly only: string | null }) {
  const all = Object.entries(ALL_STORIES).flatMap(([component, stories]) => stories.map((story) => ({ component, story })));
  if (only !== null) {
    const found = all.find(({ component, story }) => addressOf(component, story) === only);
    return <main className="stories">{found ? <Shown {...found} /> : <p>There is no story {only}.</p>}</main>;
  }
  return (
    <main className="stories">
      <h1>Components</h1>
      {Object.entries(ALL_STORIES).map(([component, stories]) => (
        <section key={component} className="stories-component">
          <h2>{component}</h2>
          {stories.map((story) =>
            story.isOverlay ? (
              <Link key={story.name} component={component} story={story} />
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

function Link({ component, story }: { readonly component: string; readonly story: Story }) {
  const address = addressOf(component, story);
  return (
    <p>
      <a data-overlay={address} href={`?story=${encodeURIComponent(address)}`}>
        {story.name}
      </a>
    </p>
  );
}
