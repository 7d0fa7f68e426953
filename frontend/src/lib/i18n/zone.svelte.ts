/** Whose clock exact times are by where nothing nearer says: the city's, once it is known; till then the device's. */
class City {
  zone = $state<string>();
}

export const city = new City();
