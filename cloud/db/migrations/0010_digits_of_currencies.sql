-- These were shown without the digits that ISO 4217 gives them: only a person knows whether 1490 on a menu means 1490 or 14.90.
INSERT INTO "exceptions" ("exception_id", "store_id", "kind", "detail", "what_to_do", "raised_at")
SELECT gen_random_uuid(), "store_id", 'currency.digits',
  'Prices in ' || "currency" || ' were shown without the digits that the currency has. Until somebody says what they mean, no menu is published and nothing is paid online; the counter sells on as before.',
  'See the prices and answer with: crema-cloud currency --store ' || "store_id", now()
FROM (SELECT "store_id", substring("document"::text from '"currency"\s*:\s*"([A-Z]{3})"') AS "currency"
      FROM "store_documents" WHERE "kind" = 'menu') AS menus
WHERE "currency" IN ('AFN','ALL','COP','HUF','IDR','IQD','IRR','KPW','LAK','LBP','MGA','MMK','PKR','SLL','SOS','SYP','YER');
