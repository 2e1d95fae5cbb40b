// The C++ standard library: streams, strings, maps, sets, algorithms, closures, smart pointers,
// virtual calls, templates.
#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <iomanip>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <queue>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

namespace {

class Shape {
public:
  virtual ~Shape() = default;
  virtual double area() const = 0;
  virtual std::string name() const { return "shape"; }
};

class Circle final : public Shape {
public:
  explicit Circle(double radius) : radius(radius) {}
  double area() const override { return 3.14159265358979 * radius * radius; }
  std::string name() const override { return "circle"; }

private:
  double radius;
};

class Rectangle : public Shape {
public:
  Rectangle(double width, double height) : width(width), height(height) {}
  double area() const override { return width * height; }
  std::string name() const override { return width == height ? "square" : "rectangle"; }

private:
  double width, height;
};

void countWords() {
  std::istringstream text(
      "the pallet fork locks one tooth of the escape wheel and the balance lets the tooth go and "
      "the pallet fork locks the next tooth");
  std::map<std::string, int> counts;
  std::string word;
  while (text >> word) counts[word]++;
  std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto &a, const auto &b) { return a.second > b.second; });
  for (const auto &[name, count] : sorted) {
    std::cout << std::left << std::setw(10) << std::setfill('.') << name << std::right
              << std::setw(3) << std::setfill(' ') << count << '\n';
  }
}

void shapes() {
  std::vector<std::unique_ptr<Shape>> all;
  all.push_back(std::make_unique<Circle>(1.5));
  all.push_back(std::make_unique<Rectangle>(2, 3));
  all.push_back(std::make_unique<Rectangle>(2, 2));
  double total = 0;
  for (const auto &shape : all) {
    total += shape->area();
    std::cout << shape->name() << ' ' << std::fixed << std::setprecision(3) << shape->area()
              << '\n';
  }
  std::cout << "total " << std::scientific << total << std::defaultfloat << '\n';
}

void closures() {
  std::vector<std::function<int(int)>> steps;
  for (int k = 1; k <= 4; k++) steps.push_back([k](int x) { return x * k + 1; });
  steps.emplace_back(std::negate<int>());
  int x = 7;
  for (const auto &step : steps) x = step(x);
  std::cout << "closures " << x << '\n';
}

// Dijkstra's algorithm over a grid whose costs come from a linear congruential generator.
void shortestPath() {
  constexpr int size = 40;
  std::array<std::array<int, size>, size> cost{}, distance{};
  uint32_t seed = 1;
  for (auto &row : cost) {
    for (auto &cell : row) {
      seed = seed * 1664525 + 1013904223;
      cell = 1 + static_cast<int>(seed >> 24) % 9;
    }
  }
  for (auto &row : distance) row.fill(1 << 30);
  using Item = std::tuple<int, int, int>;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
  queue.emplace(0, 0, 0);
  distance[0][0] = 0;
  while (!queue.empty()) {
    auto [d, x, y] = queue.top();
    queue.pop();
    if (d > distance[y][x]) continue;
    for (auto [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
      int nx = x + dx, ny = y + dy;
      if (nx < 0 || ny < 0 || nx >= size || ny >= size) continue;
      int next = d + cost[ny][nx];
      if (next < distance[ny][nx]) {
        distance[ny][nx] = next;
        queue.emplace(next, nx, ny);
      }
    }
  }
  std::cout << "shortest path " << distance[size - 1][size - 1] << '\n';
}

void containers() {
  std::unordered_map<std::string, std::vector<int>> groups;
  for (int i = 0; i < 2000; i++) groups["g" + std::to_string(i * i % 97)].push_back(i);
  std::set<std::string> names;
  size_t largest = 0;
  for (const auto &[name, members] : groups) {
    names.insert(name);
    largest = std::max(largest, members.size());
  }
  std::cout << groups.size() << " groups, largest " << largest << ", first " << *names.begin()
            << ", last " << *names.rbegin() << '\n';

  std::list<int> numbers(50);
  std::iota(numbers.begin(), numbers.end(), -25);
  numbers.remove_if([](int n) { return n % 3 == 0; });
  numbers.sort([](int a, int b) { return a * a % 31 < b * b % 31; });
  std::deque<int> ends(numbers.begin(), numbers.end());
  std::rotate(ends.begin(), ends.begin() + 5, ends.end());
  std::cout << "sum " << std::accumulate(ends.begin(), ends.end(), 0) << ", front " << ends.front()
            << ", back " << ends.back() << '\n';

  std::vector<std::variant<int, double, std::string>> values{1, 2.5, std::string("three")};
  for (const auto &value : values) {
    std::visit([](const auto &v) { std::cout << v << ';'; }, value);
  }
  std::cout << '\n';
}

struct Counter {
  Counter() { std::cout << "constructed before main\n"; }
  ~Counter() { std::cout << "destroyed after main\n" << std::flush; }
} counter;

} // namespace

int main() {
  countWords();
  shapes();
  closures();
  shortestPath();
  containers();
  auto shared = std::make_shared<std::string>("shared");
  std::weak_ptr<std::string> weak = shared;
  std::cout << shared.use_count() << ' ' << weak.lock()->size() << ' ';
  shared.reset();
  std::cout << std::boolalpha << weak.expired() << '\n';
  return 0;
}
