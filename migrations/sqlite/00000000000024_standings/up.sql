-- Minutes before a round's closing from which its provisional ranking stands still; 0 until the closing, none: not shown.
ALTER TABLE contests ADD COLUMN standings_still_minutes INTEGER;
