# 家庭：建一个、邀请、加入、孩子、退出

command-family = 我的家庭
family-none = 👪 还没有家庭。和家人一起看全家的合计，最多 { $most } 人，孩子也算在内；每个大人自己同意后才加入。
family-home = 👪 <b>{ $household }</b> · { $people } 人
family-month = 本月家里 <b>{ $month }</b> · 一共 { $total }
family-once = 同一克只算一次：你、家、单位是三个视角。只算每个人在家里的那段时间。
family-founder = { $name }（发起人）
family-member = { $name }
family-child = 🧒 { $name }
family-and = { $left }、{ $right }
family-usual-name = { $name }的家
family-consent =
    家里的大人看到：全家的合计，和家里有谁。看不到别人的单次记录。
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
family-removed = 👪 你已不在家庭「{ $household }」里了。你的记录都还是你的；要把那段时间的克数从它的合计里取走，发 /family。
erased-households = 家庭里的资格、孩子的昵称和代记
notify-switch-family = 家庭邀请
own-data-table-household = 家庭
own-data-table-household-member = 家庭里的资格
own-data-table-household-child = 你加的孩子昵称
own-data-table-household-act = 你代孩子记的
own-data-table-household-reading = 你录的电表读数
