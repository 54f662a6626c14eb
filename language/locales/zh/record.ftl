# 记录：回执、追问、谢绝、撤销

record-receipt =
    ✅ { $icon } { $title } { $quantity } → 少排 <b>{ $grams }</b> CO₂
    { $formula }（方法 { $methodology }）
    系数：{ $source }
    本周 { $week } · 🔥 连续 { $streak } 天
    { $evidence }
record-receipt-estimate =
    ✅ { $icon } { $title } { $quantity } → 约少排 <b>{ $grams }</b> CO₂
    { $formula }（估算 { $methodology }）
    本地没有系数，借用国外的：{ $source }，不进核证报告
    本周 { $week } · 🔥 连续 { $streak } 天
    { $evidence }
record-withheld =
    ✅ { $icon } { $title } { $quantity }，记下了
    这里还没有当地的方法，克数先不算，绝不拿别处的数字凑。
    天数和连续照记 · 🔥 连续 { $streak } 天
    { $evidence }
record-withheld-none =
    ✅ { $icon } { $title } { $quantity }，记下了
    这件事没有可查的系数：计入天数和连续，不换算成克。
    🔥 连续 { $streak } 天
    { $evidence }
record-pending =
    ✅ { $icon } { $title } { $quantity }，收到
    预计 { $grams }，<b>待审核</b>，一般当天有结果。
    🔥 连续 { $streak } 天
record-legs = ✅ { $count } 段，记下了：
record-leg = { $icon } { $title } { $quantity } → <b>{ $grams }</b>
record-leg-withheld = { $icon } { $title } { $quantity } → 没有克数：{ $why }
record-evidence-self-reported = 证据 C 自述：先进雾里，补凭证变实
record-evidence-corroborated = 证据 B 有佐证：已经是实的
record-evidence-attested = 证据 A 有签名：合作方或现场已证明
record-evidence-letter =
    { $evidence ->
        [attested] A
        [corroborated] B
       *[self_reported] C
    }
record-day = 记在 { $day }。
record-once = 这条已经记过了，不会记第二遍。
record-same = 和 { $time } 那条一样。
record-button-same =
    { $travel ->
        [yes] 同一趟，忽略
       *[no] 同一次，忽略
    }
record-button-another =
    { $travel ->
        [yes] 另一趟
       *[no] 另一次
    }
record-same-ignored = 好，算同一次，没有多记。
record-overlap = 这一趟和已有的一趟时间重叠，先交审核。
record-button-undo = ↩️ 撤销
record-button-undo-leg = ↩️ 撤销{ $title }
record-button-change = ✏️ 改公里
record-button-change-weight = ✏️ 改重量
record-button-details = 🧾 明细
note-li-is-500-m = 1 里按 500 米算。
note-jin-is-500-g = 1 斤按 500 克算。
note-liang-is-50-g = 1 两按 50 克算。
note-doubled = 来回两程都算上了。
note-driving-not-counted = 开车那段不计减排，也不扣分。

ask-how-far = { $title }，几公里？
ask-how-heavy = { $title }，多重？
ask-how-many = { $title }，几{ $counter ->
        [sheet] 张
        [floor] 层
        [step] 步
        [litre] 升
        [tree] 棵
        [lamp] 盏
        [piece] 件
       *[trip] 次
    }？
ask-how-much-energy = { $title }，几度电？
ask-which-kind = 怎么去的？
ask-which-material = 回收的是什么？
ask-km-or-stops = { $number } 公里，还是 { $number } 站？
ask-unit-missing = { $title }：单位是什么？
ask-stops-to-km =
    { $number ->
        [0] { $title }坐了几站我没法换成公里。大约几公里？
       *[other] { $number } 站大约几公里？站点图装好前，先按公里记。
    }
ask-minutes-to-km = 时间换不成公里。{ $title }大约几公里？
ask-steps-to-km = 步数不折算减排。走了大约几公里？
ask-really-so-much = { $quantity }比一般人一天的多得多。
ask-really-so-much-or = { $quantity }比一般人一天的多得多。是 { $smaller }吗？
ask-really-so-far-or = { $quantity }比这座城的线路还长。是 { $smaller }吗？
ask-how-exactly = { $title }：准确是多少？我不猜。
ask-which-day = { $title }：是哪一天？
ask-already-done = { $title }：已经做完了吗？做完了我就记。
ask-did-you-mean = 我这样理解对吗？
ask-split-legs = 有几段，我怕拆错。一段一段说：「地铁 8 公里，公交 3 公里」。
ask-several-quantities = { $title }：有好几个数，哪个才对？
ask-round-trip = { $title }：这个数是单程还是来回一共？
ask-several-trips = { $title }：{ $times } 次一共多少？
choice-whole = ✅ { $whole }
choice-amount = { $quantity }
choice-amount-or-jin = { $quantity }（{ $jin }）
choice-there-and-back = 单程，来回共 { $quantity }
choice-in-total = 一共 { $quantity }
choice-day = { $day }
choice-kind = { $icon } { $title }
choice-stops = { $number } 站
choice-review = 确实 { $quantity }，请审核
choice-cancel = 取消
question-ended = 好，不问了，什么也没改。
choice-cancelled = 好，没有记。

refuse-too-old = 只能补 { $days } 天内的。
refuse-in-future = 还没到那天呢。做完再告诉我。
refuse-not-yet = 打算就很好。做完再告诉我，我来记。
refuse-only-asked = 听起来是在问。做完了直接说「地铁 12 公里」，我就记。
refuse-someone-else = 我只记你自己的。让 TA 也来找我吧。
refuse-not-done = 好，那就不记。
refuse-driving-thanks = 谢谢如实说。开车不计减排，也不扣分。
refuse-negative = 负数记不了。要改前面的记录，点它下面的 [✏️ 改公里]。
refuse-zero = 是零，就不记了。
refuse-too-small = 太少了，最少 { $minimum }。
refuse-too-large = 太多了，一次最多 { $maximum }。
refuse-ton-ambiguous = ton 有好几种（公吨、短吨、长吨）。请用公斤说。
refuse-unit-mismatch =
    { $unit ->
        [m] { $title }要用公里或米说。
        [g] { $title }要用公斤、斤或克说。
        [Wh] { $title }要用度说。
       *[event] { $title }按{ $counter ->
            [sheet] 张
            [floor] 层
            [step] 步
            [litre] 升
            [tree] 棵
            [lamp] 盏
            [piece] 件
           *[trip] 次
        }数说就行。
    }
refuse-unit-not-known = 这个单位我换算不准。请用公里或公斤说。
refuse-kind-not-offered = 「{ $word }」我还没有可查的算法，先不记。
refuse-date-unknown = 日历上没有这一天。
refuse-one-day-at-a-time = 一天一天说，我才不会记错：「周一地铁 12 公里」。
refuse-too-long = 太长了，{ $maximum } 个字以内，一句话就行。
unclear = 没听懂。试试：「地铁 12 公里」「废纸 2 公斤」，或点下面。

undo-done = 已撤销，不再计数；账本里留下这次撤销。
undo-too-late = 已超过 10 分钟，可以开一条更正（原记录保留）。
undo-button-correct = 更正
undo-nothing = 没有可以撤销的记录。
undo-already = 这条已经撤销过了。
correct-ask = { $title } { $quantity }，改成多少？
correct-done = 已更正：{ $before } → <b>{ $after }</b>。原记录保留，差额记成新的一条。
correct-same = { $title } { $quantity }，本来就是这个数，没有改动。
correct-how = 要改哪一条，点它下面的 [✏️ 改公里]；超过 10 分钟会开一条更正。

unit-trip =
    { $count ->
       *[other] { $count } 次
    }
unit-sheet =
    { $count ->
       *[other] { $count } 张
    }
unit-floor =
    { $count ->
       *[other] { $count } 层
    }
unit-step =
    { $count ->
       *[other] { $count } 步
    }
unit-litre =
    { $count ->
       *[other] { $count } 升
    }
unit-tree =
    { $count ->
       *[other] { $count } 棵
    }
unit-lamp =
    { $count ->
       *[other] { $count } 盏
    }
unit-piece =
    { $count ->
       *[other] { $count } 件
    }
unit-minute =
    { $count ->
       *[other] { $count } 分钟
    }
reply-thanks = 不客气，是你一趟一趟省下的 🌿
