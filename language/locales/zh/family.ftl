# 家庭：建一个、邀请、加入、孩子、退出

command-family = 我的家庭
family-none = 👪 还没有家庭。和家人一起看全家的合计，最多 { $most } 人，孩子也算在内；每个大人自己同意后才加入。
family-home = 👪 <b>{ $household }</b> · { $people } 人
family-month = 本月家里 <b>{ $month }</b> · 一共 { $total }
family-goal = 🎯 本月目标 { $goal } { $bar } { $percent }
family-goal-ask = 🎯 全家一个月想省多少？点一个，或直接写「30 公斤」。家里每个大人都能改。
family-button-goal = 🎯 目标
family-once = 同一克只算一次：你、家、单位是三个视角。只算每个人在家里的那段时间。
family-founder = { $name }（发起人）
family-member = { $name }
family-child = 🧒 { $name }
family-and = { $left }、{ $right }
family-usual-name = { $name }的家
family-consent =
    家里的大人看到：全家的合计，家里有谁，公用电表的读数。看不到别人的单次记录。
    只算你加入之后、退出之前的记录。两个人的家里，合计减去自己的就是对方的。
    记录仍在原来的账本里，单位看不到你的家庭。随时可以退出，也可以把自己的克数取走。
family-button-make = 建一个家庭
family-button-agree-usual = 同意，就叫「{ $household }」
family-button-agree-name = 同意，另起名字
family-button-invite = 邀请家人
family-button-children = 🧒 孩子
family-button-people = 移出成员
family-button-leave = 退出
family-button-former = 以前的家庭
family-name-ask = 家庭叫什么？最多 { $longest } 个字。
family-invite =
    👪 邀请家人进「{ $household }」（还能进 { $room } 人）
    { $link }
    { $day }前有效。把链接发给家人，每个人自己同意后才加入；孩子可以只用昵称，由你记。
family-button-contacts = 👤 选联系人
family-contacts = 点下面的「👤 选联系人」。只用来转邀请，不存联系人，也不要电话号码。
family-contacts-back = 帮助
family-shared = 已用一叶的人会收到邀请（他们关了通知就不会）；谁在用一叶，不告诉你。其他人请自己发这个链接，{ $day }前有效：{ $link }
family-invited = 👪 { $name } 邀请你加入家庭「{ $household }」。加入前会先问你：{ $link }
family-join = 👪 加入家庭「<b>{ $household }</b>」（现在 { $people } 人）？
family-button-join = 同意并加入
family-button-join-not = 不加入
family-join-not = 好，没有加入，什么也没记下。
family-link-expired = 这个家庭邀请过期了、用完了，或家庭已经解散。请家人再发一个。
family-link-unknown = 这个邀请链接不对。请家人重新发一个。
family-children = 🧒 孩子只用昵称，没有账号，由大人记。记录算大人的，昵称不进账本，退出或移除时一并删掉。
family-button-child-add = ＋ 加一个孩子
family-child-ask = 孩子的昵称？最多 { $longest } 个字。
family-child-page = 🧒 { $name }：你代记了 { $acts } 件，{ $mass }。
family-button-child-log = ✍️ 给{ $name }记一件
family-button-child-forget = 移除
family-child-forget-ask = 移除 { $name }？代记的都还是你的记录，只是不再写着是谁。
family-child-how = 给 { $name } 记什么？下一句直接说，比如「公交 3 公里」。算在你的记录和当天上限里，只有你和家里的合计看得到。
family-child-noted = 🧒 { $name }
family-people = 移出谁？移出后对方会收到通知，手里的邀请链接一并作废。
family-button-remove = 移出 { $name }
family-button-remove-yes = 移出
family-remove-ask = 把 { $name } 移出家庭？那段时间的克数留在合计里，对方可以自己取走。
family-removed-told = { $name } 已移出。
family-leave-ask =
    退出「<b>{ $household }</b>」？你的记录和星球一克不动。
    你在家里那段时间的克数，可以留在家里的合计里，也可以取走。你加的孩子昵称会删掉。
family-button-leave-keep = 退出，克数留在合计里
family-button-leave-take = 退出，并取走我的克数
family-dissolve-ask = 你是最后一个大人。退出后「<b>{ $household }</b>」解散：名字、孩子的昵称、电表读数一并删除；你的记录一克不动。
family-button-dissolve = 退出并解散
family-left = 已退出「{ $household }」。你的记录一克不少。
family-former = 这些家庭的合计里还有你那段时间的克数。取走不影响你自己的记录。
family-button-take-out = 从「{ $household }」取走
family-button-meter = ⚡ 电表
family-meter-home = ⚡ <b>家里的电表</b>
family-meter-bill = 上一张电费单：{ $month } · { $energy }
family-meter-day = 上一次抄表：{ $day } · { $energy }
family-meter-once = 每度电只记一次：谁录的，就记在谁的记录里；家里的人都看得到读数。录错了，再录一次同一期就能改。
family-button-bill = 录电费单
family-button-reading = 抄今天的表
family-button-mend = ✏️ 更正 { $day }
family-mend-ask = { $day }的读数应该是多少度？
family-bill-month = 哪个月的电费单？去年同月的也可以补录，用来比较。
family-bill-ask = { $month }用了多少度？直接写数字，比如「210」。
family-reading-ask = 电表现在的读数是多少度？写表上的数字，比如「5068.5」。每天大约同一时间抄最准。
family-bill-kept = ⚡ { $month } { $energy }，已录。
family-reading-kept = ⚡ 电表 { $energy }，已录。
family-basis-last-year = 去年同月
family-basis-first-bills = 最早三张账单的均值
family-basis-own-mean = 前七天的日均
family-compared = { $basis } { $baseline }，这次 { $actual }，省了 { $saved }（最多按基准的三成算）。
family-compared-more = { $basis } { $baseline }，这次 { $actual }，没有更省。
family-saved-none = 没有可记的，读数留着以后比较。
family-saved-daily = 这个月已经按天记过，账单不再重复算。
family-saved-old = 这个月过去太久，只用来比较，不再记。
family-withheld-bill = 度数记下了。还没有方法学给整月的账单定价，所以不算克数。
family-withheld-day = 度数记下了。你所在的地区没有可用的电网系数，所以不算克数。
family-days-missing = 再连着抄 { $days } 天，就能和自己的前七天比。
family-bills-missing = 再录 { $bills } 张更早的账单，或去年同月的，就有得比。
family-doubt-below = { $energy } 比上一次的 { $last } 还小。看错了就重新写；换了电表就点「没错」。
family-doubt-unlikely = { $energy } 是平常（{ $usual }）的十倍以上。看错了就重新写；真是这样就点「没错」。
family-doubt-other = 这一期已经录过 { $last }。改成 { $energy }？
family-button-sure = 没错
family-removed = 👪 你已不在家庭「{ $household }」里了。你的记录都还是你的；要把那段时间的克数从它的合计里取走，发 /family。
erased-households = 家庭里的资格、孩子的昵称和代记
notify-switch-family = 家庭邀请
own-data-table-household = 家庭
own-data-table-household-member = 家庭里的资格
own-data-table-household-child = 你加的孩子昵称
own-data-table-household-act = 你代孩子记的
own-data-table-household-reading = 你录的电表读数
