#if ReviewPage
  import Hummingbird
#endif
