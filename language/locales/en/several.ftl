# Acts that one number cannot price, and menus that say only some of what there is.

record-withheld-inputs =
    ✅ { $icon } { $title } { $quantity }, logged
    One number is not enough for grams here: your organisation's system can send the others.
    Day and streak count · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }

menu-other = Something else
kind-in-words = Say in words what it was, or write the whole sentence again.
