# 原本会用什么

mode-car = 汽车（平均载客）
mode-car-alone = 独自开车
mode-taxi = 出租车
mode-motorbike = 摩托车
mode-bus = 公交
mode-metro = 地铁
mode-tram = 有轨电车
mode-train = 火车
mode-coach = 长途客车
mode-flight = 飞机
mode-bicycle = 自行车
mode-walk = 步行

instead-line =
    相比{ $mode }（{ $basis ->
        [instead_said] 你说的
        [instead_usual] 你平常的方式
        [instead_organisation] 单位定的基准
        [instead_least] 没说，按克数最少的算
       *[none] 先前选的
    }）
instead-button = 如果不是…？{ $mode } ▾
instead-button-mode =
    { $taken ->
        [true] ● { $mode }
       *[false] { $mode }
    }
instead-button-back = ‹ 返回
instead-button-always = 📌 以后都按{ $mode }
instead-button-forget = 忘掉我平常的方式
instead-always = 📌 以后凡是方法要问的，都相比{ $mode }算。已记的不变，每条都可以单独改。
instead-always-already = 你平常的方式已经是{ $mode }。
instead-forgotten = 忘掉了。以后按单位定的基准算；没有基准，就按克数最少的算。
instead-usual = 平常的方式（用来相比）：{ $mode }
instead-button-usual = 🔁 我平常的方式
instead-usual-ask = 🔁 你平常用什么出行？方法要问“原本会用什么”而你没另外说的，都相比它算。

ask-which-instead = 原本会用什么？这一条可以和下面的相比。
choice-instead-none = 都不是
instead-not-compared = 算这一趟的方法不和{ $mode }相比，还没有记。下面哪个最接近你原本会用的？
