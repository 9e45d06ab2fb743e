-- "lukasz" finds "Łukasz" and "strasse" finds "Straße": names of orders as the search compares them now. The capitals are of names
-- that 0003 has put into small letters, which SQLite does for A to Z alone.
UPDATE orders SET name_key =
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
  replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    name_key, 'Ł', 'l'), 'Ø', 'o'), 'Đ', 'd'), 'Ð', 'd'), 'Ħ', 'h'), 'Ŧ', 't'), 'ẞ', 'ss'), 'Æ', 'ae'), 'Œ', 'oe'), 'Þ', 'th'),
    'ł', 'l'), 'ø', 'o'), 'đ', 'd'), 'ð', 'd'), 'ħ', 'h'), 'ŧ', 't'), 'ı', 'i'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th')
WHERE name_key GLOB '*[łøđðħŧıßæœþŁØĐÐĦŦẞÆŒÞ]*';
