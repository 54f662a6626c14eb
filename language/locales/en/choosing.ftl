# What counts: an organisation's methods, region and baseline, and places

record-receipt-estimate-local =
    ✅ { $icon } { $title } { $quantity } → about <b>{ $grams }</b> CO₂ avoided
    { $formula } (estimate { $methodology })
    Factor: { $source }; not in verified reports
    This week { $week } · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }
record-withheld-place =
    ✅ { $icon } { $title } { $quantity }, logged
    { $place } has no method for this yet, so no grams: I never borrow another city's figure.
    Day and streak count · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }
record-withheld-choice =
    ✅ { $icon } { $title } { $quantity }, logged
    { $organisation } counts this by no method, so no grams.
    Day and streak count · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }
record-withheld-full =
    ✅ { $icon } { $title } { $quantity }, logged
    Today's limit is reached, so no more grams for it today.
    Day and streak count · 🔥 { $streak ->
        [one] { $streak } day
       *[other] { $streak } days
    }
    { $evidence }

start-region-named-without = { $place } it is. Rides there have no method yet: they are logged, days and streak count, and their grams wait. I never borrow another city's figure. What counts everywhere, such as recycling, counts as an estimate.
command-method = What counts here: methods, region, baseline
counting-home =
    ⚙️ <b>{ $organisation }</b>: what counts
    Region: { $region }
    Compared with: { $mode }
counting-region-none = each person's own
counting-region-without = { $place }; no method of its own, so acts there are logged and grams wait
counting-mode-none = nothing set; what people say counts, else the fewest grams
counting-nothing = No method is chosen: acts are logged, grams wait.
counting-local = Every method of the own region
counting-line = { $on ->
        [true] ✅
       *[false] ▫️
    } { $title }
counting-of = { $class ->
        [market] market class
        [company] company class
        [estimate] an estimate
       *[none] no credit
    } · { $state ->
        [on_file] text on file
        [quoted] text only quoted
       *[structure_only] structure only
    }
counting-by-local = as a local one
counting-button-methods = 📐 Methods
counting-button-baseline = 🔁 Compared with
counting-button-region = 📍 Region
counting-button-back = ‹ Back
counting-button-more = Next ›
counting-button-nothing = Nothing
counting-button-own = Each person's own
counting-methods = 📐 Tap to choose or drop. A change counts from the next act on and stands in the log.
counting-baseline = 🔁 What would your people have used? Where a method asks, it counts for everyone who says nothing else.
counting-region = 📍 Where do your people mostly travel? Tap, or send a code such as CN-GD-SZ, CN-XZ or GB.

place-zz = where you are
place-cn-gd-sz = Shenzhen
place-cn-gd-gz = Guangzhou
place-cn-ah = Anhui
place-cn-bj = Beijing
place-cn-cq = Chongqing
place-cn-fj = Fujian
place-cn-gd = Guangdong
place-cn-gs = Gansu
place-cn-gx = Guangxi
place-cn-gz = Guizhou
place-cn-ha = Henan
place-cn-hb = Hubei
place-cn-he = Hebei
place-cn-hi = Hainan
place-cn-hk = Hong Kong
place-cn-hl = Heilongjiang
place-cn-hn = Hunan
place-cn-jl = Jilin
place-cn-js = Jiangsu
place-cn-jx = Jiangxi
place-cn-ln = Liaoning
place-cn-mo = Macao
place-cn-nm = Inner Mongolia
place-cn-nx = Ningxia
place-cn-qh = Qinghai
place-cn-sc = Sichuan
place-cn-sd = Shandong
place-cn-sh = Shanghai
place-cn-sn = Shaanxi
place-cn-sx = Shanxi
place-cn-tj = Tianjin
place-cn-tw = Taiwan
place-cn-xj = Xinjiang
place-cn-xz = Tibet
place-cn-yn = Yunnan
place-cn-zj = Zhejiang
