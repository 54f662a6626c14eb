# 怎么算：单位的方法、地区和基准，以及地名

record-receipt-estimate-local =
    ✅ { $icon } { $title } { $quantity } → 约少排 <b>{ $grams }</b> CO₂
    { $formula }（估算 { $methodology }）
    系数：{ $source }，不进核证报告
    本周 { $week } · 🔥 连续 { $streak } 天
    { $evidence }
record-withheld-place =
    ✅ { $icon } { $title } { $quantity }，记下了
    { $place }还没有算这件事的方法，克数先不算，绝不拿别处的数字凑。
    天数和连续照记 · 🔥 连续 { $streak } 天
    { $evidence }
record-withheld-choice =
    ✅ { $icon } { $title } { $quantity }，记下了
    { $organisation }没有选算这件事的方法，克数不算。
    天数和连续照记 · 🔥 连续 { $streak } 天
    { $evidence }
record-withheld-full =
    ✅ { $icon } { $title } { $quantity }，记下了
    今天的上限已满，这一类今天不再加克数。
    天数和连续照记 · 🔥 连续 { $streak } 天
    { $evidence }

start-region-named-without = 好，{ $place }。当地的公共交通还没有方法：照记，天数和连续也算，克数先不算，绝不拿别处的数字凑。各地通用的（如回收）按估算计。
command-method = 怎么算：方法、地区、基准
counting-home =
    ⚙️ <b>{ $organisation }</b> 怎么算
    地区：{ $region }
    相比：{ $mode }
counting-region-none = 各人自己的
counting-region-without = { $place }；当地还没有方法，行为照记，克数先不算
counting-mode-none = 没定；按各人说的算，没说就按克数最少的算
counting-nothing = 没有选任何方法：行为照记，克数先不算。
counting-local = 本地区的全部方法
counting-line = { $on ->
        [true] ✅
       *[false] ▫️
    } { $title }
counting-of = { $class ->
        [market] 市场类
        [company] 企业类
        [estimate] 估算
       *[none] 不计量
    } · { $state ->
        [on_file] 原文在案
        [quoted] 只有引文
       *[structure_only] 只取结构
    }
counting-by-local = 属本地方法
counting-button-methods = 📐 方法
counting-button-baseline = 🔁 相比什么
counting-button-region = 📍 地区
counting-button-back = ‹ 返回
counting-button-more = 下一页 ›
counting-button-nothing = 不定
counting-button-own = 各人自己的
counting-methods = 📐 点一下选上或去掉。从下一条记录起算，并写进账本。
counting-baseline = 🔁 大家原本会用什么？方法要问而本人没说的，都按它算。
counting-region = 📍 大家主要在哪里出行？点一个，或发代码，如 CN-GD-SZ、CN-XZ、GB。

place-zz = 你那里
place-cn-gd-sz = 深圳
place-cn-gd-gz = 广州
place-cn-ah = 安徽
place-cn-bj = 北京
place-cn-cq = 重庆
place-cn-fj = 福建
place-cn-gd = 广东
place-cn-gs = 甘肃
place-cn-gx = 广西
place-cn-gz = 贵州
place-cn-ha = 河南
place-cn-hb = 湖北
place-cn-he = 河北
place-cn-hi = 海南
place-cn-hk = 香港
place-cn-hl = 黑龙江
place-cn-hn = 湖南
place-cn-jl = 吉林
place-cn-js = 江苏
place-cn-jx = 江西
place-cn-ln = 辽宁
place-cn-mo = 澳门
place-cn-nm = 内蒙古
place-cn-nx = 宁夏
place-cn-qh = 青海
place-cn-sc = 四川
place-cn-sd = 山东
place-cn-sh = 上海
place-cn-sn = 陕西
place-cn-sx = 山西
place-cn-tj = 天津
place-cn-tw = 台湾
place-cn-xj = 新疆
place-cn-xz = 西藏
place-cn-yn = 云南
place-cn-zj = 浙江
